// The records a bulk action is about: how they are named to the engine, how many, and what to call them. Pure.

import { MAX_UIDS } from '../../../engine/contract/primitives.ts';
import { countOf } from '../../ui/format.ts';
import type { FailedChoice, FailedFilter } from './failed-types.ts';

export interface Target {
  readonly which: FailedChoice;
  readonly count: number;
  /** "25 marked records", "all 412 records of this filter". */
  readonly words: string;
  /** The one entity they are of, where that is known. */
  readonly entity: string | null;
}

export interface Shown {
  readonly filter: FailedFilter;
  readonly snapshot: string;
  readonly total: number;
}

export function targetOfRecord(record: { readonly uid: string; readonly entity: string }): Target {
  return { which: { kind: 'uids', uids: [record.uid] }, count: 1, words: 'this record', entity: record.entity };
}

/** Null where more are marked than one action takes. */
export function targetOfMarks(uids: ReadonlySet<string>, entities: ReadonlySet<string>): Target | null {
  if (uids.size === 0 || uids.size > MAX_UIDS) return null;
  const [entity = null] = entities;
  return {
    which: { kind: 'uids', uids: [...uids] },
    count: uids.size,
    words: countOf(uids.size, 'marked record'),
    entity: entities.size === 1 ? entity : null,
  };
}

/** Everything the filter shows, as it was when it was read. */
export function targetOfFilter({ filter, snapshot, total }: Shown, what = 'of this filter'): Target | null {
  if (total === 0) return null;
  return {
    which: { kind: 'filter', filter, snapshot },
    count: total,
    words: total === 1 ? `the one record ${what}` : `all ${countOf(total, 'record')} ${what}`,
    entity: filter.entity ?? null,
  };
}
