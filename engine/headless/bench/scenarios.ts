// What is measured: for each scenario what is there before, what is read, and what must have come of it. Pure.

import type { SyncType } from '../../contract/batch.ts';
import type { Content } from '../../../sandbox/bench/checksum.ts';
import { splitFamily, type DatasetKind } from '../../../sandbox/bench/datasets.ts';
import type { FloorOrder } from '../../../sandbox/bench/floor-process.ts';
import type { RowFileFacts } from '../../../sandbox/bench/row-file.ts';

export const SCENARIOS = [
  'first',
  'unchanged',
  'delta1',
  'incremental',
  'hash',
  'rowversion',
  'children',
  'dirty',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

const PART = 'synthetic_part';
const STOCK = 'synthetic_stock';

export interface Dataset {
  readonly kind: DatasetKind;
  readonly rows: number;
}

/** The records of a batch by what became of them. */
export interface Outcome {
  readonly status: 'completed' | 'completed_with_failures';
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface Expected {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly contents: Readonly<Record<string, Content>>;
}

export type Facts = (kind: DatasetKind) => RowFileFacts;

export interface Scenario {
  readonly name: ScenarioName;
  readonly summary: string;
  readonly strategy: 'auto' | 'hash' | 'rowversion';
  /** Begins where a first sync of the base has ended. */
  readonly afterFirst: boolean;
  readonly syncType: SyncType;
  readonly entities: readonly string[];
  readonly read: readonly Dataset[];
  readonly expected: (facts: Facts) => Expected;
  readonly floor: Omit<FloorOrder, 'paths' | 'pageSize'>;
}

const NOTHING: Outcome = { status: 'completed', inserted: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 };
const ALL_SENT = { sentFrom: 0, readsSentOnly: false } as const;

export function scenarioOf(name: ScenarioName, rows: number): Scenario {
  const base: Scenario = {
    name,
    summary: 'first full sync, every row is inserted',
    strategy: 'auto',
    afterFirst: false,
    syncType: 'full',
    entities: [PART],
    read: [{ kind: 'base', rows }],
    expected: (facts) => ({
      outcomes: { [PART]: { ...NOTHING, inserted: rows } },
      contents: { [PART]: facts('base').expected },
    }),
    floor: ALL_SENT,
  };
  switch (name) {
    case 'first':
      return base;
    case 'unchanged':
      return {
        ...base,
        summary: 'the same rows again, nothing changed',
        afterFirst: true,
        expected: (facts) => ({
          outcomes: { [PART]: { ...NOTHING, skipped: rows } },
          contents: { [PART]: facts('base').expected },
        }),
        floor: { sentFrom: null, readsSentOnly: false },
      };
    case 'delta1':
      return changed(base, rows);
    case 'hash':
      return { ...changed(base, rows), strategy: 'hash', summary: 'as delta1, every row told by its hash' };
    case 'rowversion':
      return {
        ...changed(base, rows),
        strategy: 'rowversion',
        summary: 'as delta1, every row told by its row version',
      };
    case 'incremental':
      return {
        ...changed(base, rows),
        summary: '1 % changed and 0.1 % new, read by row version',
        syncType: 'incremental',
        expected: (facts) => ({
          outcomes: { [PART]: { ...changes(facts('changed'), rows), deleted: 0, skipped: 0 } },
          contents: { [PART]: addContents(facts('changed').expected, facts('changed').ended) },
        }),
        floor: { sentFrom: rows + 1, readsSentOnly: true },
      };
    case 'children':
      return children(base, rows);
    case 'dirty':
      return {
        ...base,
        summary: 'first full sync, 2 % of the rows are bad',
        read: [{ kind: 'dirty', rows }],
        expected: (facts) => {
          const { expected, bad } = facts('dirty');
          const status = bad > 0 ? 'completed_with_failures' : 'completed';
          return {
            outcomes: { [PART]: { ...NOTHING, status, inserted: expected.count, failed: bad } },
            contents: { [PART]: expected },
          };
        },
      };
  }
}

function changed(base: Scenario, rows: number): Scenario {
  return {
    ...base,
    summary: '1 % changed, 0.1 % new, 0.1 % gone, all rows read',
    afterFirst: true,
    read: [{ kind: 'changed', rows }],
    expected: (facts) => ({
      outcomes: { [PART]: changes(facts('changed'), rows) },
      contents: { [PART]: facts('changed').expected },
    }),
    floor: { sentFrom: rows + 1, readsSentOnly: false },
  };
}

/** Changed and new rows have the row versions after those of the base. */
function changes({ rows: read, ended, highestVersion }: RowFileFacts, rows: number): Outcome {
  const inserted = read + ended.count - rows;
  const updated = highestVersion - rows - inserted;
  return { ...NOTHING, inserted, updated, deleted: ended.count, skipped: read - inserted - updated };
}

function children(base: Scenario, rows: number): Scenario {
  const family = splitFamily(rows);
  return {
    ...base,
    summary: 'first full sync of parts and their stock, four to a part',
    entities: [PART, STOCK],
    read: [
      { kind: 'base', rows: family.parts },
      { kind: 'stock', rows: family.stock },
    ],
    expected: (facts) => ({
      outcomes: { [PART]: { ...NOTHING, inserted: family.parts }, [STOCK]: { ...NOTHING, inserted: family.stock } },
      contents: { [PART]: facts('base').expected, [STOCK]: facts('stock').expected },
    }),
  };
}

/** Checksums are four sums of 32 bits: they add up part by part. */
function addContents(one: Content, other: Content): Content {
  const parts = [0, 8, 16, 24].map((at) => {
    const sum =
      Number.parseInt(one.checksum.slice(at, at + 8), 16) + Number.parseInt(other.checksum.slice(at, at + 8), 16);
    return (sum % 2 ** 32).toString(16).padStart(8, '0');
  });
  return { count: one.count + other.count, checksum: parts.join('') };
}
