import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../sandbox/control/ledger.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { DEFECT_KINDS } from '../../sandbox/erp-data/erp-api.ts';
import { ERP_APIS } from '../../sandbox/erp-data/erp-apis.ts';
import { TARGET_ENTITIES } from '../../sandbox/schedulehub/target-entities.ts';
import { hashesOf } from './records.ts';
import { connect } from './sandbox-client.ts';

let sandbox: Sandbox;
let ledger: readonly LedgerEntry[];
beforeAll(async () => {
  sandbox = await createSandbox({ badShare: 0.05 });
  ledger = sandbox.control.ledger();
});
afterAll(() => sandbox.close());

test('every way to be bad occurs, in the share that was asked for', () => {
  const bad = ledger.filter((entry) => entry.kind !== null);
  expect([...new Set(bad.map((entry) => entry.kind))].sort()).toEqual([...DEFECT_KINDS].sort());
  expect(bad.length / ledger.length).toBeCloseTo(0.05, 2);
});

test('no row is bad when the share is nothing', async () => {
  const clean = await createSandbox({ badShare: 0 });
  const fates = new Set(clean.control.ledger().map((entry) => entry.fate));
  await clean.close();
  expect([...fates]).toEqual(['delivered']);
});

test('another seed makes other rows bad', async () => {
  const other = await createSandbox({ badShare: 0.05, seed: 2 });
  const badKeys = (entries: readonly LedgerEntry[]) =>
    entries.filter((one) => one.kind !== null).map((one) => one.source_key);
  const others = badKeys(other.control.ledger());
  await other.close();
  expect(others).not.toEqual(badKeys(ledger));
});

test('children of a parent that does not arrive wait, and name it', () => {
  const waiting = ledger.filter((entry) => entry.fate === 'waiting');
  const delivered = new Set(
    ledger
      .filter((entry) => entry.fate === 'delivered')
      .map((entry) => JSON.stringify([entry.entity, ...Object.values(entry.key ?? {})])),
  );
  expect(waiting.length).toBeGreaterThan(100);
  expect(waiting.filter((entry) => entry.missing.length === 0)).toEqual([]);
  const named = waiting.flatMap((entry) =>
    entry.missing.map((parent) => JSON.stringify([parent.entity, ...parent.key])),
  );
  expect(named.filter((parent) => delivered.has(parent))).toEqual([]);
});

describe('ScheduleHub', () => {
  test('takes every record the ledger delivers and refuses those only it refuses', async () => {
    const { call } = await connect(sandbox.schedulehub);
    const refused: unknown[] = [];
    const createdOf = new Map<string, number>();
    let at = 0;
    for (const { slug, entity } of ERP_APIS) {
      const entries = ledger.filter((entry) => entry.api === slug && entry.fate === 'delivered');
      for (let from = 0; from < entries.length; from += 1000) {
        const records = entries.slice(from, from + 1000).map((entry) => ({ ...hashesOf(at++), data: entry.data }));
        const answer = await call('POST', `/entities/${entity}/records/batch-insert`, { body: { records } });
        // BatchResult, which the conformance test checks.
        const { results } = answer.body as { results: { status: string; error: unknown }[] };
        refused.push(...results.filter((result) => result.status !== 'created'));
        createdOf.set(entity, (createdOf.get(entity) ?? 0) + results.length);
      }
    }
    expect(refused.slice(0, 3)).toEqual([]);
    const { body } = await call('GET', '/entities');
    const { items } = body as { items: { name: string; record_count: number }[] }; // Entity list, checked for conformance
    expect(items.map((entity) => [entity.name, entity.record_count])).toEqual(
      TARGET_ENTITIES.map((entity) => [entity.name, createdOf.get(entity.name)]),
    );
  });
});
