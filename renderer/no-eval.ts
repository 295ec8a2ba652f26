// zod asks whether it may compile its checks at run time. The policy of the pages forbids it, and every question would be
// reported as a violation. Imported before anything that makes a schema.

import { config } from 'zod/v4/core';

config({ jitless: true });
