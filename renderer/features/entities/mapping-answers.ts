// What the engine answers to the mapping editor, by name.

import type { EngineClient } from '../../api/engine.ts';

type Mapping = EngineClient['mapping'];
type Entities = EngineClient['entities'];

export type SampleAnswer = Awaited<ReturnType<Mapping['infer']>>;
export type SampleColumn = SampleAnswer['columns'][number];
export type SampleRow = SampleAnswer['rows'][number];
export type Suggestion = SampleAnswer['suggestions'][number];
export type TargetField = NonNullable<SampleAnswer['target_fields']>[number];
export type PreviewAnswer = Awaited<ReturnType<Mapping['preview']>>;
export type PreviewedRow = PreviewAnswer['rows'][number];
export type EntityProblem = PreviewAnswer['problems'][number];
export type EntityListItem = Awaited<ReturnType<Entities['list']>>['entities'][number];
export type EntityDiff = Awaited<ReturnType<Entities['diff']>>;
