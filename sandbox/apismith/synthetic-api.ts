// `synthetic_parts`: as many rows as wanted without storing one; only changed, added and ended rows are in a table.

import type Database from 'better-sqlite3';
import { toReport, tooFew, type ChangeReport, type ChangeRequest, type RowChange } from '../erp-data/change-request.ts';
import type { Capabilities } from '../erp-data/erp-api.ts';
import { toDecimalSortKey } from '../exact/decimal.ts';
import { JsonNumber } from '../exact/exact-json.ts';
import { createRandom } from '../exact/random.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { RowStore } from './row-store.ts';
import type { Filter, PageRequest, PageRow, SourceApi } from './source-api.ts';
import {
  SYNTHETIC_COLUMNS,
  syntheticSortKey,
  toSyntheticJson,
  toSyntheticKey,
  type SyntheticRow,
} from './synthetic-rows.ts';

export const SYNTHETIC_SLUG = 'synthetic_parts';
const ENTITY = 'synthetic_part';
const KEY_COLUMN = 0;
const VERSION_COLUMN = 11;
const FOREVER = 9_007_199_254_740_991;

interface Overlay extends SyntheticRow {
  readonly isEnded: boolean;
}

interface Snapshot {
  /** Sorted by index. */
  readonly overlays: readonly Overlay[];
  readonly indexes: ReadonlySet<number>;
  /** Ended rows, sorted. */
  readonly ended: readonly number[];
  readonly highestVersion: number;
  readonly liveCount: number;
  readonly nextIndex: number;
  readonly counts: Map<string, number>;
}

export interface SyntheticApi extends SourceApi {
  change(request: ChangeRequest): ChangeReport;
}

export interface SyntheticOptions {
  readonly db: Database.Database;
  readonly rows: RowStore;
  /** Rows at the start. */
  readonly rowCount: number;
  readonly capabilities: () => Capabilities;
}

function isMatch(row: SyntheticRow, filter: Filter): boolean {
  const key = syntheticSortKey(row, filter.column);
  const [wanted = ''] = filter.keys;
  switch (filter.op) {
    case 'eq':
      return key === wanted;
    case 'ne':
      return key !== wanted;
    case 'gt':
      return key > wanted;
    case 'ge':
      return key >= wanted;
    case 'lt':
      return key < wanted;
    case 'le':
      return key <= wanted;
    case 'in':
      return filter.keys.includes(key);
    case 'is_null':
      return false;
    case 'not_null':
      return true;
  }
}

/** The first index of unchanged rows, whose id and row version are both index + 1, that a filter can let through. */
function firstPossible(filters: readonly Filter[], rowCount: number): number {
  let low = 0;
  for (const filter of filters) {
    const isBound = filter.op === 'gt' || filter.op === 'ge' || filter.op === 'eq';
    if (!isBound || (filter.column !== KEY_COLUMN && filter.column !== VERSION_COLUMN)) continue;
    const [wanted = ''] = filter.keys;
    let [from, to] = [low, rowCount];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((toDecimalSortKey(String(middle + 1)) ?? '') < wanted) from = middle + 1;
      else to = middle;
    }
    low = from;
  }
  return low;
}

export function createSyntheticApi({ db, rows, rowCount, capabilities }: SyntheticOptions): SyntheticApi {
  db.exec(`create table if not exists synthetic_changes (
    row_id integer primary key, index_no integer not null, valid_from integer not null, valid_to integer not null,
    revision integer not null, rowversion integer not null, is_ended integer not null) strict;
    create index if not exists synthetic_changes_index on synthetic_changes (index_no)`);
  const overlaysAt = db.prepare(
    `select index_no as "index", revision, rowversion, is_ended as isEnded from synthetic_changes
     where valid_from <= ? and valid_to > ? order by index_no`,
  );
  const end = db.prepare(`update synthetic_changes set valid_to = ? where index_no = ? and valid_to = ${FOREVER}`);
  const add = db.prepare(
    `insert into synthetic_changes (index_no, valid_from, valid_to, revision, rowversion, is_ended)
     values (?, ?, ${FOREVER}, ?, ?, ?)`,
  );
  let cached: { readonly number: number; readonly snapshot: Snapshot } | null = null;

  const readSnapshot = (number: number): Snapshot => {
    if (cached?.number === number) return cached.snapshot;
    // Shape of the statement above; SQLite has 0 and 1 for booleans.
    const found = overlaysAt.all(number, number) as (SyntheticRow & { isEnded: 0 | 1 })[];
    const overlays = found.map((row): Overlay => ({ ...row, isEnded: row.isEnded === 1 }));
    const ended = overlays.filter((row) => row.isEnded).map((row) => row.index);
    const nextIndex = Math.max(rowCount, ...overlays.map((row) => row.index + 1));
    const snapshot: Snapshot = {
      overlays,
      indexes: new Set(overlays.map((row) => row.index)),
      ended,
      highestVersion: overlays.reduce((top, row) => Math.max(top, row.rowversion), rowCount),
      liveCount: nextIndex - ended.length,
      nextIndex,
      counts: new Map(),
    };
    cached = { number, snapshot };
    return snapshot;
  };

  /** Live rows from an index on, in order of their index. */
  function* walk(snapshot: Snapshot, start: number, firstUnchanged: number): Generator<SyntheticRow> {
    const { overlays, indexes } = snapshot;
    let overlayAt = overlays.findIndex((row) => row.index >= start);
    if (overlayAt < 0) overlayAt = overlays.length;
    let next = Math.max(start, firstUnchanged);
    for (;;) {
      while (next < rowCount && indexes.has(next)) next += 1;
      const overlay = overlays[overlayAt];
      if (overlay !== undefined && (overlay.index < next || next >= rowCount)) {
        overlayAt += 1;
        if (!overlay.isEnded) yield overlay;
      } else if (next < rowCount) {
        yield { index: next, revision: 0, rowversion: next + 1 };
        next += 1;
      } else {
        return;
      }
    }
  }

  /** The index of the live row at that place. */
  const indexAt = (snapshot: Snapshot, offset: number): number => {
    let index = offset;
    for (const ended of snapshot.ended) {
      if (ended > index) break;
      index += 1;
    }
    return index;
  };

  const checkOrder = (request: PageRequest): void => {
    const [first, ...rest] = request.order;
    const isByKey = first === undefined || (first.column === KEY_COLUMN && !first.isDescending && rest.length === 0);
    if (!isByKey) throw new HttpProblem(400, 'unsupported_order', `${SYNTHETIC_SLUG} can only be read by PART_ID.`);
  };

  const readPage = (request: PageRequest): PageRow[] => {
    checkOrder(request);
    const snapshot = readSnapshot(request.snapshot);
    const isFiltered = request.filters.length > 0;
    let toSkip = isFiltered ? request.offset : 0;
    const start =
      request.after === null ? (isFiltered ? 0 : indexAt(snapshot, request.offset)) : Number(request.after[0]) + 1;
    const page: PageRow[] = [];
    for (const row of walk(snapshot, start, firstPossible(request.filters, rowCount))) {
      if (isFiltered && !request.filters.every((filter) => isMatch(row, filter))) continue;
      if (toSkip > 0) {
        toSkip -= 1;
        continue;
      }
      page.push({ json: toSyntheticJson(row), position: [String(row.index)] });
      if (page.length > request.limit) break;
    }
    return page;
  };

  const count = (request: PageRequest): number => {
    const snapshot = readSnapshot(request.snapshot);
    if (request.filters.length === 0) return snapshot.liveCount;
    const key = JSON.stringify(request.filters);
    let found = snapshot.counts.get(key);
    if (found === undefined) {
      found = 0;
      for (const row of walk(snapshot, 0, firstPossible(request.filters, rowCount))) {
        if (request.filters.every((filter) => isMatch(row, filter))) found += 1;
      }
      snapshot.counts.set(key, found);
    }
    return found;
  };

  const change = (request: ChangeRequest): ChangeReport => {
    const before = readSnapshot(rows.currentSnapshot());
    const wanted = request.updates + request.deletes;
    if (wanted > before.liveCount) throw tooFew('changed', before.liveCount);
    const random = createRandom(`${request.seed}|change|${SYNTHETIC_SLUG}`);
    const ended = new Set(before.ended);
    const chosen = new Set<number>();
    while (chosen.size < wanted) {
      const index = random.int(before.nextIndex);
      if (!ended.has(index)) chosen.add(index);
    }
    const revisions = new Map(before.overlays.map((row) => [row.index, row.revision]));
    return rows.change(() => {
      const now = rows.currentSnapshot();
      let version = before.highestVersion;
      const write = (index: number, op: RowChange['op']): RowChange => {
        version += 1;
        end.run(now, index);
        add.run(index, now, op === 'update' ? (revisions.get(index) ?? 0) + 1 : 0, version, op === 'delete' ? 1 : 0);
        return {
          op,
          api: SYNTHETIC_SLUG,
          entity: ENTITY,
          source_key: `{"PART_ID":${index + 1}}`,
          key: toSyntheticKey(index),
          fields: op === 'update' ? ['quantity'] : [],
        };
      };
      const indexes = [...chosen];
      return toReport([
        ...indexes.slice(0, request.updates).map((index) => write(index, 'update')),
        ...Array.from({ length: request.inserts }, (_, at) => write(before.nextIndex + at, 'insert')),
        ...indexes.slice(request.updates).map((index) => write(index, 'delete')),
      ]);
    });
  };

  return {
    slug: SYNTHETIC_SLUG,
    name: 'Synthetic parts',
    description: 'Rows made up from their number, for tests of size and speed.',
    columns: SYNTHETIC_COLUMNS,
    keyColumns: ['PART_ID'],
    rowversionColumn: 'ROWVERSION',
    get capabilities() {
      return capabilities();
    },
    currentSnapshot: () => rows.currentSnapshot(),
    count,
    readPage,
    ceiling: (snapshot) => new JsonNumber(String(readSnapshot(snapshot).highestVersion)),
    change,
  };
}
