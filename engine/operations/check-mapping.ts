// Everything that can be said of an entity file before it runs: schema, mapping, parents, and ScheduleHub's own fields.

import type { TargetEntity } from '../clients/schedulehub-client.ts';
import type { Entity } from '../contract/entity.ts';
import { readEntityFile, type EntityProblem } from './check-entity-file.ts';
import { findParentProblems, findUnknownParents } from './check-parents.ts';

/** What the check may ask; each gives a sentence where it cannot tell. */
export interface CheckSources {
  /** The entities that are imported. */
  readonly stored: () => Promise<ReadonlyMap<string, Entity>>;
  /** ScheduleHub's description of an entity, or why there is none. */
  readonly target: (name: string) => Promise<TargetEntity | { readonly unknown: string }>;
}

export interface MappingCheck {
  readonly entity: string | null;
  readonly is_valid: boolean;
  readonly problems: readonly EntityProblem[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

/** Checks the text of an entity file; asks for the stored entities only where it names parents. */
export async function checkMapping(text: string, sources: CheckSources): Promise<MappingCheck> {
  const { entity, problems: own } = readEntityFile(text);
  if (entity === null) return { entity: null, is_valid: false, problems: own, notes: [] };
  const all = new Map([...(entity.parents.length === 0 ? [] : await sources.stored()), [entity.name, entity]]);
  const parents = findParentProblems(entity, all);
  const target = await sources.target(entity.target.entity ?? entity.name);
  const isKnown = 'fields' in target;
  const problems = [
    ...own,
    ...findSourceProblems(entity),
    ...parents,
    ...(isKnown ? findTargetProblems(entity, target) : []),
  ];
  const notes = [
    ...findUnknownParents(entity, all).map((parent) => `the key of the parent ${parent}: it is not imported yet`),
    ...(isKnown ? [] : [target.unknown]),
  ];
  return { entity: entity.name, is_valid: problems.length === 0, problems, notes };
}

/** Only where the file lists its columns. */
function findSourceProblems(entity: Entity): readonly EntityProblem[] {
  const { columns } = entity.source;
  if (columns === undefined) return [];
  const known = new Set(columns.map((column) => column.name));
  return entity.mappings.flatMap(({ source_field: field }, at) =>
    known.has(field)
      ? []
      : [toProblem('source', `mappings[${at}].source_field`, `${field} is not among source.columns`)],
  );
}

function findTargetProblems(entity: Entity, target: TargetEntity): readonly EntityProblem[] {
  const fields = new Set(target.fields.map((field) => field.name));
  const mapped = new Set(entity.mappings.map((mapping) => mapping.target_field));
  const unknown = entity.mappings.flatMap(({ target_field: field }, at) =>
    fields.has(field)
      ? []
      : [toProblem('target', `mappings[${at}].target_field`, `ScheduleHub's ${target.name} has no field ${field}`)],
  );
  const missing = target.fields.filter((field) => field.isRequired && !mapped.has(field.name));
  return [
    ...unknown,
    ...missing.map((field) =>
      toProblem('target', 'mappings', `ScheduleHub's ${target.name} requires ${field.name}, which no mapping gives`),
    ),
  ];
}

const HINTS = {
  source: 'Correct the name, or add the column.',
  target: "Compare with ScheduleHub's fields, then correct the mapping.",
} as const;

function toProblem(kind: 'source' | 'target', path: string, message: string): EntityProblem {
  return { kind, path, message, hint: HINTS[kind] };
}
