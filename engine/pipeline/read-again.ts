// Asks the ERP for single rows by their raw key: are they really gone, and what do they look like now?

import type { ExecuteFilter, FilterScalar } from '../clients/apismith-client.ts';
import type { BkHash, RawRow } from '../record/shapes.ts';
import { hasKeyColumns, sourceKeyOf } from '../record/source-key.ts';
import { callPatiently } from './run-control.ts';
import type { Run } from './run.ts';

/** Values in one `in` filter; keys of several columns are asked for one by one. */
const KEYS_PER_CALL = 100;

/** True where the API's key columns name a row, so that it can be asked for again. */
export function canReadAgain(run: Run, sourceKey: string | null): sourceKey is string {
  return sourceKey !== null && run.api.keyColumns.length > 0 && hasKeyColumns(sourceKey);
}

/** How many calls it takes to ask for the rows of these records. */
export function countCalls(run: Run, records: readonly { readonly sourceKey: string | null }[]): number {
  const keys = records.filter(({ sourceKey }) => canReadAgain(run, sourceKey)).length;
  return run.api.keyColumns.length === 1 ? Math.ceil(keys / KEYS_PER_CALL) : keys;
}

/** The rows that exist now, by source key, without the entity's filters: a filtered row is not a deleted one. */
export async function readAgain(run: Run, sourceKeys: readonly string[]): Promise<ReadonlyMap<string, RawRow>> {
  const wanted = new Set(sourceKeys);
  const found = new Map<string, RawRow>();
  for (const filters of filtersFor(run, sourceKeys)) {
    const { signal } = run.control;
    const page = await callPatiently(run.control, () =>
      run.apismith.executeApi(run.api.slug, { page: 1, pageSize: KEYS_PER_CALL, filters }, { signal }),
    );
    for (const row of page.items) {
      const key = sourceKeyOf(row, run.api.keyColumns);
      if (wanted.has(key)) found.set(key, row);
    }
  }
  return found;
}

function filtersFor(run: Run, sourceKeys: readonly string[]): readonly (readonly ExecuteFilter[])[] {
  const [column, ...others] = run.api.keyColumns;
  const keys = sourceKeys.map(parseKey);
  if (column === undefined) return [];
  if (others.length > 0) {
    return keys.map((values) =>
      run.api.keyColumns.map(
        (field, index) => ({ field, op: 'eq', value: scalarFor(run, field, values[index]) }) as const,
      ),
    );
  }
  const calls: (readonly ExecuteFilter[])[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
    const values = keys.slice(start, start + KEYS_PER_CALL).map((key) => scalarFor(run, column, key[0]));
    calls.push([{ field: column, op: 'in', value: values }]);
  }
  return calls;
}

function parseKey(sourceKey: string): readonly unknown[] {
  const values: unknown = JSON.parse(sourceKey);
  return Array.isArray(values) ? values : [];
}

/** A NUMBER that came as exact text goes back as a number, digit for digit. */
function scalarFor(run: Run, field: string, value: unknown): FilterScalar {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = String(value);
  const column = run.api.columns.find(({ name }) => name === field);
  return column?.type === 'NUMBER' && /^-?\d+(\.\d+)?$/.test(text) ? { exactNumber: text } : text;
}

/** The records whose row is gone, or has another business key now; one whose key cannot be read counts as there. */
export async function withoutLiving<R extends { readonly sourceKey: string | null; readonly bkHash: BkHash }>(
  run: Run,
  records: readonly R[],
): Promise<readonly R[]> {
  const keys = records.map((record) => record.sourceKey).filter((key) => canReadAgain(run, key));
  const keyOfRow = new Map<string, BkHash | null>();
  for (const [sourceKey, raw] of await readAgain(run, keys)) keyOfRow.set(sourceKey, await businessKeyOf(run, raw));
  return records.filter(({ sourceKey, bkHash }) => {
    if (sourceKey === null || !keyOfRow.has(sourceKey)) return true;
    const now = keyOfRow.get(sourceKey) ?? null;
    return now !== null && now !== bkHash;
  });
}

async function businessKeyOf({ plan }: Run, raw: RawRow): Promise<BkHash | null> {
  const { normalized } = plan.normalize(raw);
  const data = plan.isAsync ? (await plan.mapAsync(normalized, raw)).data : null;
  return plan.keyOf(normalized, raw, data)?.bkHash ?? null;
}
