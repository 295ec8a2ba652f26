// The signature that groups failed records of one cause: stage, code, field and the message without its values.

import type { Reject } from '../failures/reject.ts';

/** Readable text, equal for rejects that differ only in values (quoted text, numbers, dates, hex, uuids). */
export declare function signatureOf(reject: Reject): string;
