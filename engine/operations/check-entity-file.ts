// An entity file on its own: is it JSON, does it follow the schema, does its mapping compile. Pure; every problem at once.

import type { z } from 'zod';
import { entitySchema, type Column, type Entity } from '../contract/entity.ts';
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

/** What zod found, with the innermost reason where a value fits none of several shapes. */
export function toSchemaProblems(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): readonly EntityProblem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => toProblem([...path, key], 'this name is not known here', 'Correct or remove it.'));
    }
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.filter((branch) => branch.some((inner) => inner.path.length > 0));
      const deepest = branches.toSorted((one, other) => one.length - other.length)[0];
      if (deepest !== undefined) return toSchemaProblems(deepest, path);
    }
    return [toProblem(path, toSentence(issue), toHint(issue))];
  });
}

function toProblem(path: readonly PropertyKey[], message: string, hint: string): EntityProblem {
  return { kind: 'schema', path: toPathText(path), message, hint };
}

function toPathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function toSentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('received undefined')) {
    return `it is missing; a value of type ${issue.expected} belongs here`;
  }
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^Invalid input$/, 'the value fits none of the known forms');
}

function toHint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'See docs/entity-file.md for the forms it may have.';
  if (issue.code === 'invalid_type') return 'Give it a value of that type.';
  return 'Correct the value.';
}

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
