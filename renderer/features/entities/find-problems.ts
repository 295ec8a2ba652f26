// What is wrong with a draft before anybody is asked: its form by zod, and what it misses of ScheduleHub's fields and of the
// sample's columns. In plain words, each with its place.

import type { z } from 'zod';
import { entitySchema, type Entity } from '../../../engine/contract/entity.ts';
import { placeIssues, toPathText } from '../../../engine/contract/explain-issue.ts';
import type { EntityProblem, TargetField } from './mapping-answers.ts';

export interface DraftProblem {
  /** Where in the entity file, as `mappings[2].type`. */
  readonly path: string;
  readonly message: string;
  /** The target field whose row is at fault; null: a setting. */
  readonly target: string | null;
  /**
   * `blocking`: no version can be saved. `missing`: ScheduleHub requires the field and refuses records without it.
   * `unseen`: the
   * sample has no such column. `doubtful`: something else to look at.
   */
  readonly kind: 'blocking' | 'missing' | 'unseen' | 'doubtful';
}

export interface KnownNames {
  /** Null: not known. */
  readonly targetFields: readonly TargetField[] | null;
  /** Null: no sample. */
  readonly columns: readonly string[] | null;
}

export function findDraftProblems(entity: Entity, known: KnownNames): readonly DraftProblem[] {
  return [
    ...findFormProblems(entity),
    ...findKeyProblems(entity),
    ...findTargetProblems(entity, known.targetFields),
    ...findColumnProblems(entity, known.columns),
  ];
}

/** Problems that the engine named; those of the form and of the key are found here already. */
export function toDraftProblems(problems: readonly EntityProblem[], entity: Entity): readonly DraftProblem[] {
  return problems.map(({ path, message, hint }) => ({
    path,
    message: toSentence(`${message}. ${hint}`),
    target: targetAt(entity, /^mappings\[(\d+)\]/.exec(path)?.[1]),
    kind: 'blocking' as const,
  }));
}

function findFormProblems(entity: Entity): readonly DraftProblem[] {
  const parsed = entitySchema.safeParse(entity);
  if (parsed.success) return [];
  return toFormIssues(parsed.error.issues).map(({ path, message }) => ({
    path: toPathText(path),
    message,
    target: path[0] === 'mappings' ? targetAt(entity, path[1]) : null,
    kind: 'blocking' as const,
  }));
}

interface FormIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What does not follow the schema, in the words of a form. */
export function toFormIssues(issues: readonly z.core.$ZodIssue[]): readonly FormIssue[] {
  return placeIssues(issues).map(({ path, issue }) => ({ path, message: toPlainMessage(issue) }));
}

function toPlainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return issue.path[0] === 'mappings' ? 'Map at least one.' : 'Choose at least one.';
    if (issue.origin === 'string') return 'Fill this in.';
    return `Must be at least ${issue.minimum}.`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return `At most ${issue.maximum} are allowed.`;
    if (issue.origin === 'string') return `At most ${issue.maximum} characters are allowed.`;
    return `Must be at most ${issue.maximum}.`;
  }
  if (issue.code === 'invalid_type') return issue.expected === 'number' ? 'Enter a number.' : 'Fill this in.';
  if (issue.code === 'invalid_value') return `Must be one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is not known here.`;
  if (issue.code === 'invalid_union') return 'Enter a value.';
  return toSentence(issue.message);
}

function findKeyProblems(entity: Entity): readonly DraftProblem[] {
  const mapped = new Set(entity.mappings.map(({ target_field: target }) => target));
  return entity.business_key.flatMap((field, at) =>
    mapped.has(field)
      ? []
      : [
          {
            path: `business_key[${at}]`,
            message: `It is part of the business key, and no column is mapped to it.`,
            target: field,
            kind: 'blocking' as const,
          },
        ],
  );
}

function findTargetProblems(entity: Entity, fields: readonly TargetField[] | null): readonly DraftProblem[] {
  if (fields === null || fields.length === 0) return [];
  const mapped = new Set(entity.mappings.map(({ target_field: target }) => target));
  const known = new Set(fields.map(({ name }) => name));
  const missing = fields.filter((field) => field.is_required && !mapped.has(field.name));
  return [
    ...missing.map(({ name }) => ({
      path: 'mappings',
      message: `ScheduleHub requires it, and no column is mapped to it.`,
      target: name,
      kind: 'missing' as const,
    })),
    ...entity.mappings.flatMap(({ target_field: target }, at) =>
      known.has(target)
        ? []
        : [
            {
              path: `mappings[${at}].target_field`,
              message: `ScheduleHub has no field of this name.`,
              target,
              kind: 'doubtful' as const,
            },
          ],
    ),
  ];
}

function findColumnProblems(entity: Entity, columns: readonly string[] | null): readonly DraftProblem[] {
  if (columns === null) return [];
  const known = new Set(columns);
  return entity.mappings.flatMap(({ source_field: source, target_field: target }, at) =>
    source === '' || known.has(source)
      ? []
      : [
          {
            path: `mappings[${at}].source_field`,
            message: `The sample has no column ${source}.`,
            target,
            kind: 'unseen' as const,
          },
        ],
  );
}

function targetAt(entity: Entity, index: unknown): string | null {
  return index === undefined ? null : (entity.mappings[Number(index)]?.target_field ?? null);
}

function toSentence(text: string): string {
  const trimmed = text.replace(/\.+$/, '');
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`;
}
