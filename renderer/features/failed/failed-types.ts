// The contract's shapes that this feature speaks of.

import type { z } from 'zod';
import type { failedChoiceSchema, failedFilterSchema } from '../../../engine/contract/failed.ts';
import type { jobSchema } from '../../../engine/contract/jobs.ts';
import type { engine } from '../../api/engine.ts';

export type FailedFilter = z.input<typeof failedFilterSchema>;
export type FailedChoice = z.input<typeof failedChoiceSchema>;
export type FailedGroup = Awaited<ReturnType<typeof engine.failed.groups>>['groups'][number];
export type FailedItem = Awaited<ReturnType<typeof engine.failed.list>>['rows'][number];
export type FailedDetails = Awaited<ReturnType<typeof engine.failed.get>>;
export type Try = FailedDetails['tries'][number];
export type Job = z.output<typeof jobSchema>;
export type RetryWork = Extract<Job['work'], { readonly kind: 'retry' }>;
