import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnSchema, entitySchema } from '../../engine/contract/entity.ts';
import { compilePlan } from '../../engine/normalize/compile-plan.ts';
import { previewRow } from '../../engine/normalize/preview.ts';
import type { RawRow } from '../../engine/record/shapes.ts';
import { SYNTHETIC_COLUMNS } from '../../sandbox/apismith/synthetic-rows.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { connect, type ClientOfServer } from './sandbox-client.ts';

const ROWS = 1000;
let sandbox: Sandbox;
let apismith: ClientOfServer;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: ROWS } });
  apismith = await connect(sandbox.apismith);
});
afterAll(() => sandbox.close());

async function read(body: object): Promise<{ readonly items: readonly RawRow[]; readonly total: number }> {
  const answer = await apismith.call('POST', '/apis/synthetic_parts/execute', { body: { page_size: 5000, ...body } });
  return answer.body as { items: RawRow[]; total: number }; // RowPage with flat rows, which the conformance test checks
}

test('every made-up row can be mapped by the entity file and is taken by ScheduleHub', async () => {
  const file = new URL('../../sandbox/entities/synthetic/synthetic_part.json', import.meta.url);
  const entity = entitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const plan = compilePlan(
    entity,
    SYNTHETIC_COLUMNS.map((column) => columnSchema.parse(column)),
    { timeZone: 'Europe/Stockholm', rowversionField: 'ROWVERSION', rowversionType: null },
  );
  const shown = await Promise.all((await read({})).items.map((row) => previewRow(plan, row)));
  expect(shown.flatMap((row) => row.errors).slice(0, 3)).toEqual([]);
  const records = shown.map(({ mapped, bk_hash, data_hash }) => ({ bk_hash, data_hash, data: mapped }));
  const { call } = await connect(sandbox.schedulehub);
  const answer = await call('POST', '/entities/synthetic_part/records/batch-insert', { body: { records } });
  expect(answer.body).toMatchObject({ success_count: ROWS, failure_count: 0 });
});

test('an incremental read gives exactly the rows that changed since', async () => {
  const ids = (keys: readonly string[]): number[] =>
    keys.map((key) => (JSON.parse(key) as { PART_ID: number }).PART_ID).sort((a, b) => a - b); // source_key of synthetic_parts
  let watermark = ROWS;
  for (const seed of [1, 2, 3]) {
    const request = { api: 'synthetic_parts', updates: 40, inserts: 6, deletes: 5, seed };
    const changed = sandbox.control.change(request).changes.filter((change) => change.op !== 'delete');
    const page = await read({ filters: [{ field: 'ROWVERSION', op: 'gt', value: String(watermark) }] });
    expect(page.items.map((row) => row['PART_ID'])).toEqual(ids(changed.map((change) => change.source_key)));
    expect(page.total).toBe(46);
    watermark += 51;
  }
  expect((await read({})).total).toBe(ROWS + 3);
});

test('pages by number and by cursor are the same after rows have gone', async () => {
  const all = (await read({})).items;
  const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => read({ page, page_size: 250 })));
  expect(pages.flatMap((page) => page.items)).toEqual(all);
});

test('filters on any column find what a look at every row finds', async () => {
  const all = (await read({})).items;
  for (const [field, value] of [
    ['SITE', ' S2'],
    ['ACTIVE', 'N'],
    ['UOM', 'KG '],
    ['PART_ID', 77],
  ] as const) {
    const wanted = all.filter((row) => row[field] === value);
    expect((await read({ filters: [{ field, op: 'eq', value }] })).items).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(0);
  }
});
