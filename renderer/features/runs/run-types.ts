// The contract's shapes that this feature speaks of.

import type { z } from 'zod';
import type { deletes } from '../../../engine/contract/deletes.ts';
import type { jobSchema } from '../../../engine/contract/jobs.ts';
import type {
  metricsSchema,
  reasonSchema,
  runSchema,
  runStorySchema,
  stageSchema,
} from '../../../engine/contract/run.ts';
import type { sync } from '../../../engine/contract/sync.ts';

export type Run = z.output<typeof runSchema>;
export type RunStory = z.output<typeof runStorySchema>;
export type Metrics = z.output<typeof metricsSchema>;
export type StageFigures = z.output<typeof stageSchema>;
export type Reason = z.output<typeof reasonSchema>;
export type Job = z.output<typeof jobSchema>;

type OutputOf<Procedure> = Procedure extends { readonly '~orpc': { readonly outputSchema?: infer Schema } }
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : never
  : never;
export type PlanRecord = OutputOf<typeof sync.plan>['rows'][number];
export type FieldCount = OutputOf<typeof sync.plan_fields>['fields'][number];
export type HeldDelete = OutputOf<typeof deletes.list>['rows'][number];
export type Operation = PlanRecord['operation'];
