// Compares every source row with where it really is. A row is explained when it is in exactly the one place it must be:
// once in ScheduleHub with the right data, failed with the right reason, waiting, or a duplicate. Pure.

import type { BkHash, DataHash } from '../../record/shapes.ts';
import type { ExpectedRow } from './expected-rows.ts';

export interface ObservedRows {
  /** What ScheduleHub holds; a key that it holds twice has two hashes. */
  readonly target: ReadonlyMap<BkHash, readonly DataHash[]>;
  /** Failed records by source key. */
  readonly failed: ReadonlyMap<string, { readonly stage: string; readonly code: string }>;
  /** Source keys of waiting children. */
  readonly waiting: ReadonlySet<string>;
  /** Deletes on hold. */
  readonly held: ReadonlySet<BkHash>;
}

export interface Comparison {
  readonly entity: string;
  readonly rows: number;
  readonly explained: number;
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
  readonly duplicates: number;
  readonly held: number;
  /** One sentence for each row, or record of ScheduleHub, that is not explained. */
  readonly problems: readonly string[];
}

export function compareRows(entity: string, expected: readonly ExpectedRow[], observed: ObservedRows): Comparison {
  const verdicts = expected.map((row) => ({ row, problem: findProblem(row, observed) }));
  const countOf = (fate: ExpectedRow['fate']): number =>
    verdicts.filter(({ row, problem }) => problem === null && row.fate === fate).length;
  const rowProblems = verdicts.flatMap(({ row, problem }) =>
    problem === null ? [] : [`${entity} ${row.sourceKey}: ${problem}`],
  );
  const mayBeHeld = new Set(
    expected.flatMap((row) => (row.fate === 'delivered' && row.bkHash !== null ? [row.bkHash] : [])),
  );
  const extra = [...observed.target.keys()].filter((hash) => !mayBeHeld.has(hash));
  const unexplained = extra.filter((hash) => !observed.held.has(hash));
  return {
    entity,
    rows: expected.length,
    explained: expected.length - rowProblems.length,
    delivered: countOf('delivered'),
    failed: countOf('failed'),
    waiting: countOf('waiting'),
    duplicates: countOf('duplicate'),
    held: extra.length - unexplained.length,
    problems: [
      ...rowProblems,
      ...unexplained.map(
        (hash) => `${entity}: ScheduleHub holds ${hash}, but the ERP has no such row and no delete is on hold`,
      ),
    ],
  };
}

/** Why the row is not where it must be; null where all is well. */
function findProblem(row: ExpectedRow, observed: ObservedRows): string | null {
  const failure = observed.failed.get(row.sourceKey);
  const isWaiting = observed.waiting.has(row.sourceKey);
  const held = row.bkHash === null ? [] : (observed.target.get(row.bkHash) ?? []);
  const seen = describe(held.length, failure, isWaiting);
  switch (row.fate) {
    case 'delivered':
      if (held.length !== 1 || failure !== undefined || isWaiting) return `must be delivered once, but is ${seen}`;
      return held[0] === row.dataHash ? null : 'ScheduleHub holds other data than the ERP says';
    case 'failed':
      if (failure === undefined || isWaiting || held.length > 0) return `must fail, but is ${seen}`;
      return failure.code === row.code && failure.stage === row.stage
        ? null
        : `must fail at ${row.stage} with ${row.code}, but is ${seen}`;
    case 'waiting':
      return isWaiting && failure === undefined && held.length === 0
        ? null
        : `must wait for its parent, but is ${seen}`;
    case 'duplicate':
      // The newer row of the same key is in ScheduleHub.
      return failure?.code === row.code && !isWaiting ? null : `must be shown as a duplicate, but is ${seen}`;
  }
}

function describe(times: number, failure: ReturnType<ObservedRows['failed']['get']>, isWaiting: boolean): string {
  const places = [
    ...(times > 0 ? [`in ScheduleHub ${times} times`] : []),
    ...(failure === undefined ? [] : [`failed at ${failure.stage} with ${failure.code}`]),
    ...(isWaiting ? ['waiting'] : []),
  ];
  return places.length === 0 ? 'nowhere' : places.join(' and ');
}
