// The same business key twice in one run: the newest row version wins, whatever the order and the page borders.
// Rows whose key repeats are put off to the end of the read, when all of them are known.

import { compareRowversions, type RowversionKind } from '../record/rowversion.ts';
import type { BkHash, IdentifiedRow } from '../record/shapes.ts';

/** All put-off rows of one business key. */
export interface DuplicateGroup {
  readonly rows: IdentifiedRow[];
  /** The first row of the key went its way before the second one appeared. */
  readonly firstWasProcessed: boolean;
}

export interface Rival {
  readonly rowversion: string | null;
  readonly sourceKey: string;
}

/**
 * The one that stays: newest row version; without versions, or when equal, the first by source key; of one row that was
 * read twice the later reading. `rivals` are in the order they were read.
 */
export function chooseWinner<R extends Rival>(rivals: readonly [R, ...R[]], kind: RowversionKind | null): R {
  return rivals.reduce((best, rival) => (isBetter(rival, best, kind) ? rival : best));
}

function isBetter(rival: Rival, best: Rival, kind: RowversionKind | null): boolean {
  const order =
    kind === null || rival.rowversion === null || best.rowversion === null
      ? Number(rival.rowversion !== null) - Number(best.rowversion !== null)
      : compareRowversions(kind, rival.rowversion, best.rowversion);
  if (order !== 0) return order > 0;
  return rival.sourceKey <= best.sourceKey;
}

/** Collects the rows that have to wait for the end of the read. */
export interface DeferredRows {
  readonly size: number;
  has(key: BkHash): boolean;
  add(row: IdentifiedRow, firstWasProcessed: boolean): void;
  take(): ReadonlyMap<BkHash, DuplicateGroup>;
}

export function createDeferredRows(): DeferredRows {
  let groups = new Map<BkHash, DuplicateGroup>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    has: (key) => groups.has(key),
    add: (row, firstWasProcessed) => {
      size += 1;
      const key = row.identity.bkHash;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { rows: [row], firstWasProcessed });
      else group.rows.push(row);
    },
    take: () => {
      const taken = groups;
      groups = new Map();
      size = 0;
      return taken;
    },
  };
}
