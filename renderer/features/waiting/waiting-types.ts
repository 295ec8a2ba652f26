// The contract's shapes that this feature speaks of.

import type { z } from 'zod';
import type { jobSchema } from '../../../engine/contract/jobs.ts';
import type { engine } from '../../api/engine.ts';

export type Parent = Awaited<ReturnType<typeof engine.waiting.groups>>['groups'][number];
export type ParentPlace = Parent['place'];
export type Child = Awaited<ReturnType<typeof engine.waiting.list>>['rows'][number];
export type Job = z.output<typeof jobSchema>;
export type FetchWork = Extract<Job['work'], { readonly kind: 'fetch_parent' }>;
