// An entity file on its own: is it JSON, does it follow the schema, does its mapping compile. Pure; every problem at once.

import type { z } from 'zod';
import { entitySchema, type Column, type Entity } from '../contract/entity.ts';
import { explainIssues, toPathText, type ExplainedIssue } from '../contract/explain-issue.ts';
import { EngineError } from '../failures/engine-error.ts';
import { compilePlan, type Plan } from '../normalize/compile-plan.ts';

/** One thing wrong with an entity file; `path` is where in the JSON, as `mappings[2].type`. */
export interface EntityProblem {
  readonly kind: 'json' | 'schema' | 'compile' | 'parent' | 'source' | 'target';
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** `entity` is null where the file does not follow the schema. */
export interface EntityReading {
  readonly entity: Entity | null;
  readonly problems: readonly EntityProblem[];
}

/** Reads and checks the text of an entity file. */
export function readEntityFile(text: string): EntityReading {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { entity: null, problems: [toJsonProblem(error)] };
  }
  const parsed = entitySchema.safeParse(document);
  if (!parsed.success) return { entity: null, problems: toSchemaProblems(parsed.error.issues) };
  const { problems } = setBrokenAside(parsed.data);
  const byPlace = new Intl.Collator('en', { numeric: true });
  return { entity: parsed.data, problems: problems.toSorted((one, other) => byPlace.compare(one.path, other.path)) };
}

function toJsonProblem(error: unknown): EntityProblem {
  const message = error instanceof Error ? error.message : String(error);
  const place = /line (\d+) column (\d+)/.exec(message);
  const where = place === null ? '' : ` at line ${place[1]}, column ${place[2]}`;
  return {
    kind: 'json',
    path: '',
    message: `it is not valid JSON${where}`,
    hint: 'JSON has double quotes, no comments and no comma after the last value.',
  };
}

/** What does not follow the schema, in words for whoever edits the file. */
export function toSchemaProblems(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): readonly EntityProblem[] {
  return explainIssues(issues, prefix).map(({ kind, path, message }) => ({
    kind: 'schema',
    path: toPathText(path),
    message,
    hint: HINTS[kind],
  }));
}

const HINTS = {
  unknown_name: 'Correct or remove it.',
  missing: 'Add it.',
  type: 'Correct the value.',
  form: 'Export an entity to see how it may be written.',
  value: 'Correct the value.',
} as const satisfies Record<ExplainedIssue['kind'], string>;

export interface SetAside {
  readonly problems: readonly EntityProblem[];
  /** The entity without its broken fields, compiled; null where nothing that compiles is left. */
  readonly plan: Plan | null;
}

/** Compiling stops at the first mistake, so the field at fault is set aside and the rest is compiled again. */
export function setBrokenAside(entity: Entity, columns: readonly Column[] = entity.source.columns ?? []): SetAside {
  const problems: EntityProblem[] = [];
  let rest = entity;
  for (;;) {
    const timeZone = rest.source.time_zone ?? 'UTC';
    try {
      const rowversionField = rest.source.rowversion_field ?? null;
      return { problems, plan: compilePlan(rest, columns, { timeZone, rowversionField, rowversionType: null }) };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const field = error.details['field'];
      const name = typeof field === 'string' ? field : null;
      problems.push(toCompileProblem(entity, name, error.message));
      const next = name === null ? withoutZone(rest) : withoutField(rest, name);
      if (next === rest || next.mappings.length === 0) return { problems, plan: null };
      rest = next;
    }
  }
}

function toCompileProblem(entity: Entity, field: string | null, message: string): EntityProblem {
  const at = entity.mappings.findIndex((mapping) => mapping.target_field === field);
  const path = at >= 0 ? `mappings[${at}]` : field === null ? 'source.time_zone' : 'business_key';
  const [, said = message] = /^Entity \S+, field \S+: ([^]*)$/.exec(message) ?? [];
  const sentence = field === null ? message : `field ${field}: ${said}`;
  return { kind: 'compile', path, message: sentence.replace(/\.$/, ''), hint: 'Correct it, or remove the field.' };
}

/** The same entity where its zone is not at fault. */
function withoutZone(entity: Entity): Entity {
  const { time_zone: timeZone, ...source } = entity.source;
  return timeZone === undefined || timeZone === 'UTC' ? entity : { ...entity, source };
}

/** The entity as if the field did not exist; the same entity where it is named nowhere. */
function withoutField(entity: Entity, field: string): Entity {
  const isOther = (name: string): boolean => name !== field;
  const rest: Entity = {
    ...entity,
    business_key: entity.business_key.filter(isOther),
    mappings: entity.mappings.filter(
      ({ target_field: target, source_field: source }) => isOther(target) && isOther(source),
    ),
    parents: entity.parents.filter((parent) => !Object.values(parent.fields).includes(field)),
    delta: { ...entity.delta, exclude_from_hash: entity.delta.exclude_from_hash.filter(isOther) },
  };
  return JSON.stringify(rest) === JSON.stringify(entity) ? entity : rest;
}
