// The rows of the mapping: one per field of ScheduleHub, in its order, then the fields that ScheduleHub does not have.

import type { Entity } from '../../../engine/contract/entity.ts';
import type { Draft } from './draft.ts';
import type { DraftProblem } from './find-problems.ts';
import type { SampleColumn, Suggestion, TargetField } from './mapping-answers.ts';

/**
 * Names of the rows in order. Fields that ScheduleHub does not have, or all where it is not known, stand in the order of
 * their columns: a suggestion that is accepted does not move.
 */
export function listTargets(draft: Draft, known: KnownOrder): readonly string[] {
  const { targetFields, columns } = known;
  const names = (targetFields ?? []).map(({ name }) => name);
  const at = new Map(columns.map((column, index) => [column, index]));
  const others = [...draft.entity.mappings, ...draft.suggestions]
    .filter(({ target_field: target }) => !names.includes(target))
    .map(({ target_field: target, source_field: source }) => ({ target, at: at.get(source) ?? columns.length }))
    .toSorted((one, other) => one.at - other.at);
  return [...new Set([...names, ...others.map(({ target }) => target)])];
}

export interface KnownOrder {
  /** ScheduleHub's; null where they are not known. */
  readonly targetFields: readonly TargetField[] | null;
  /** Of the sample. */
  readonly columns: readonly string[];
}

export type RowFilter = 'all' | 'mapped' | 'unmapped' | 'problems';

export interface RowFacts {
  readonly draft: Draft;
  readonly problems: readonly DraftProblem[];
  /** Target fields that fail in a row of the preview. */
  readonly failing: ReadonlySet<string>;
}

export function filterTargets(
  targets: readonly string[],
  wanted: { readonly show: RowFilter; readonly text: string },
  { draft, problems, failing }: RowFacts,
): readonly string[] {
  const { show } = wanted;
  const sources = new Map(draft.entity.mappings.map((mapping) => [mapping.target_field, mapping.source_field]));
  const atFault = new Set(problems.map(({ target }) => target));
  const text = wanted.text.trim().toLowerCase();
  return targets.filter((target) => {
    if (!`${target} ${sources.get(target) ?? ''}`.toLowerCase().includes(text)) return false;
    if (show === 'mapped') return sources.has(target);
    if (show === 'unmapped') return !sources.has(target);
    if (show === 'problems') return atFault.has(target) || failing.has(target);
    return true;
  });
}

/** Suggestions from this confidence on are taken by "Accept all over 90 %". */
const SURE_CONFIDENCE = 0.9;

export function sureOnes(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  return suggestions.filter(({ confidence }) => confidence > SURE_CONFIDENCE);
}

/** Target fields that read a column, directly or in their chain; empty where it is not used. */
export function listReaders(entity: Entity, column: string): readonly string[] {
  return entity.mappings
    .filter((mapping) => mapping.source_field === column || readsInChain(mapping.transformations, column))
    .map(({ target_field: target }) => target);
}

function readsInChain(steps: Entity['mappings'][number]['transformations'], column: string): boolean {
  return steps.some((step) => {
    if (typeof step === 'string') return false;
    if (step.op === 'template') return step.text.includes(`{${column}}`);
    return step.op === 'expression' && namesIn(step.jsonata).includes(column);
  });
}

/** The words of a JSONata expression, and what stands between backticks as one. */
function namesIn(jsonata: string): readonly string[] {
  return (jsonata.match(/`[^`]*`|[\p{L}\p{N}_$]+/gu) ?? []).map((name) => name.replaceAll('`', ''));
}

/** The one column whose every value is there and different: what a business key often is. */
export function guessKey(entity: Entity, columns: readonly SampleColumn[]): string | null {
  const unique = new Set(
    columns.filter((column) => column.fill_rate === 1 && column.distinct_share === 1).map(({ name }) => name),
  );
  return entity.mappings.find(({ source_field: source }) => unique.has(source))?.target_field ?? null;
}
