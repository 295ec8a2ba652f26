import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnSchema, entitySchema } from '../../engine/contract/entity.ts';
import { compilePlan, type Plan } from '../../engine/normalize/compile-plan.ts';
import { previewRow } from '../../engine/normalize/preview.ts';
import { parseLossless } from '../../engine/record/lossless-json.ts';
import type { RawRow, Value } from '../../engine/record/shapes.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { ERP_APIS } from '../../sandbox/erp-data/erp-apis.ts';
import type { ErpApi } from '../../sandbox/erp-data/erp-api.ts';
import { toPlainDecimal } from '../../sandbox/exact/decimal.ts';
import { stringifyExact } from '../../sandbox/exact/exact-json.ts';
import { TARGET_ENTITIES } from '../../sandbox/schedulehub/target-entities.ts';
import { connect, exactItems, type ClientOfServer } from './sandbox-client.ts';

let sandbox: Sandbox;
let apismith: ClientOfServer;

beforeAll(async () => {
  sandbox = await createSandbox({ badShare: 0.1, seed: 7 });
  apismith = await connect(sandbox.apismith);
});
afterAll(() => sandbox.close());

function planOf(api: ErpApi): Plan {
  const file = new URL(`../../sandbox/entities/${api.entity}.json`, import.meta.url);
  const entity = entitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const columns = api.columns.map((column) => columnSchema.parse(column));
  return compilePlan(entity, columns, {
    timeZone: 'Europe/Stockholm',
    rowversionField: api.rowversionColumn,
    rowversionType: null,
  });
}

/** Mapped values as the ledger writes them: numbers as plain decimal text. */
function toLedgerData(entity: string, mapped: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const fields = TARGET_ENTITIES.find((one) => one.name === entity)?.fields ?? [];
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const value = mapped[name] ?? null;
      const isNumber = value !== null && (type === 'integer' || type === 'decimal');
      return [name, isNumber ? toPlainDecimal(String(value)) : value];
    }),
  );
}

describe.each(ERP_APIS.map((api) => [api.slug, api] as const))('the rows of %s', (slug, api) => {
  test('give, cleaned and mapped by the entity file, what the ledger expects', async () => {
    const plan = planOf(api);
    const answer = await apismith.call('POST', `/apis/${slug}/execute`, { body: { page_size: 10_000 } });
    const ledger = new Map(sandbox.control.ledger(slug).map((entry) => [entry.source_key, entry]));
    const differences: unknown[] = [];
    const items = exactItems(answer.text);
    for (const item of items) {
      const key = api.keyColumns.map((name) => `"${name}":${stringifyExact(item.get(name) ?? null)}`).join(',');
      const entry = ledger.get(`{${key}}`);
      // A page holds flat rows of scalars.
      const row = parseLossless(item.text) as RawRow;
      const shown = await previewRow(plan, row);
      const [error] = shown.errors;
      const isStopped = entry?.fate === 'failed' && entry.stage !== 'ingest';
      if (isStopped) {
        if (error?.stage !== entry.stage || error.code !== entry.code) differences.push({ entry, error });
      } else if (shown.mapped === null) {
        differences.push({ entry, error });
      } else if (entry !== undefined && entry.data !== null) {
        const data = toLedgerData(entry.entity, shown.mapped);
        for (const [field, value] of Object.entries(entry.data)) {
          if (data[field] !== value)
            differences.push({ key, field, expected: value, found: data[field], row: item.text });
        }
      }
    }
    expect(items.length).toBe(ledger.size);
    expect(differences.slice(0, 5)).toEqual([]);
  });
});
