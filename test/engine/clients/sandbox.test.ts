// Every method of both clients against the sandbox, and the faults that a real network has.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApismithClient } from '../../../engine/clients/apismith-client.ts';
import type { ApismithClient } from '../../../engine/clients/apismith-client.ts';
import { checkConnection } from '../../../engine/clients/connection-check.ts';
import type { ClientOptions } from '../../../engine/clients/http/client-options.ts';
import { createScheduleHubClient } from '../../../engine/clients/schedulehub-client.ts';
import type { OutgoingRecord, ScheduleHubClient } from '../../../engine/clients/schedulehub-client.ts';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';
import type { Sandbox, SandboxServer } from '../../../sandbox/create-sandbox.ts';
import { createTestOptions, errorOf } from './client-options.ts';

const ENTITY = 'synthetic_part';
const API = 'synthetic_parts';
const ROWS = 250;

let sandbox: Sandbox;
let erp: ApismithClient;
let hub: ScheduleHubClient;
let sample: { readonly data: string; readonly hash: (nth: number) => string };

const optionsFor = (server: SandboxServer): ClientOptions =>
  createTestOptions(server.url, { username: server.username, password: server.password, patienceMs: 10_000 });

beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: ROWS } });
  erp = createApismithClient(optionsFor(sandbox.apismith));
  hub = createScheduleHubClient(optionsFor(sandbox.schedulehub));
  const { fields } = await hub.getEntity(ENTITY);
  const value = {
    string: 'X',
    integer: 1,
    decimal: 1,
    boolean: true,
    date: '2026-01-05',
    datetime: '2026-01-05T00:00:00Z',
  };
  const data = fields.map(({ name, type, enum: allowed }) => [name, allowed?.[0] ?? value[type]] as const);
  sample = { data: JSON.stringify(Object.fromEntries(data)), hash: (nth) => nth.toString(16).padStart(32, '0') };
});

afterAll(async () => {
  await erp.close();
  await hub.close();
  await sandbox.close();
});

const record = (nth: number, uid?: string): OutgoingRecord => ({
  bkHash: sample.hash(nth),
  dataHash: nth.toString(16).padStart(64, '0'),
  rowversion: '9007199254740993',
  reference: `nth=${nth}`,
  dataJson: sample.data,
  uid,
});

describe('APISmith of the sandbox', () => {
  it('is healthy, and shows its connectors and APIs', async () => {
    await erp.health();
    expect((await erp.listConnectors()).items.length).toBeGreaterThan(0);
    const apis = await erp.listApis({ page: 1, pageSize: 100 });
    expect(apis.items.map((api) => api.slug)).toContain(API);
    const api = await erp.getApiBySlug(API);
    expect(apis.items.find(({ slug }) => slug === API)).toEqual(api);
    expect(await errorOf(erp.getApiBySlug('nope'))).toMatchObject({ kind: 'not_found' });
  });

  it.each([true, false])('gives every row once, with cursors: %s', async (keyset) => {
    sandbox.control.setCapabilities(API, { keyset });
    const [keyColumn] = (await erp.getApiBySlug(API)).keyColumns;
    const keys = new Set<unknown>();
    let pages = 0;
    for await (const page of erp.executeApiAllPages(API, { pageSize: 100 })) {
      pages += 1;
      expect(page.total).toBe(ROWS);
      for (const row of page.items) keys.add(row[keyColumn ?? '']);
    }
    expect([pages, keys.size]).toEqual([3, ROWS]);
  });

  it('filters by a number that a double cannot carry', async () => {
    const description = await erp.getApiBySlug(API);
    const column = description.columns.find(({ type }) => type === 'NUMBER')?.name ?? '';
    const filters = [{ field: column, op: 'lt' as const, value: { exactNumber: '9007199254740993' } }];
    expect((await erp.executeApi(API, { pageSize: 1, filters })).items).toHaveLength(1);
  });

  it.each(['truncated', 'cut_json', 'not_json', 'reset_before', 'expire_tokens', 'rate_limited'] as const)(
    'gives the same page after the fault %s',
    async (kind) => {
      const whole = await erp.executeApi(API, { pageSize: 100 });
      sandbox.control.faults.set([{ server: 'apismith', path: `/apis/${API}/execute`, kind, next: 1 }]);
      expect((await erp.executeApi(API, { pageSize: 100 })).items).toEqual(whole.items);
      expect(sandbox.control.faults.get()).toMatchObject([{ hits: 1 }]);
      sandbox.control.faults.clear();
    },
  );
});

describe('ScheduleHub of the sandbox', () => {
  it('stores, finds, replaces and deletes single records', async () => {
    await hub.health();
    expect((await hub.listEntities()).map(({ name }) => name)).toContain(ENTITY);
    const stored = await hub.insert(ENTITY, record(1));
    expect(stored).toMatchObject({ bkHash: record(1).bkHash, rowversion: '9007199254740993', reference: 'nth=1' });
    expect(stored.data).toEqual(JSON.parse(sample.data));
    expect(await errorOf(hub.insert(ENTITY, record(1)))).toMatchObject({ kind: 'conflict' });
    expect(await hub.getByBkHash(ENTITY, record(1).bkHash)).toEqual(stored);
    expect(await hub.update(ENTITY, { ...record(1, stored.uid), reference: 'new' })).toMatchObject({
      reference: 'new',
    });
    expect(await hub.delete(ENTITY, stored.uid)).toBe('deleted');
    expect(await hub.delete(ENTITY, stored.uid)).toBe('not_found');
    expect(await hub.getByBkHash(ENTITY, record(1).bkHash)).toBeNull();
    expect(await errorOf(hub.getByBkHash('nope', record(1).bkHash))).toMatchObject({ kind: 'not_found' });
  });

  it.each(['reset_after', 'truncated', 'reset_before', 'unavailable', 'expire_tokens'] as const)(
    'does a batch exactly once through the fault %s',
    async (kind) => {
      const records = [record(11), record(12)];
      sandbox.control.faults.set([
        { server: 'schedulehub', path: `/entities/${ENTITY}/records/batch-*`, kind, next: 1 },
      ]);
      const inserted = await hub.batchInsert(ENTITY, records, { idempotencyKey: crypto.randomUUID() });
      expect(inserted.results.map(({ status }) => status)).toEqual(['created', 'created']);
      expect(sandbox.control.faults.get()).toMatchObject([{ hits: 1 }]);
      sandbox.control.faults.clear();

      const again = await hub.batchInsert(ENTITY, records, { idempotencyKey: crypto.randomUUID() });
      expect(again.results.map(({ status }) => status)).toEqual(['exists', 'exists']);
      const found = await hub.getBatchByBkHashes(ENTITY, [...records.map(({ bkHash }) => bkHash), sample.hash(99)]);
      expect(found.map(({ data }) => data)).toEqual([null, null]);
      const updates = found.map(({ uid }, index) => ({ ...records[index]!, uid }));
      const updated = await hub.batchUpdate(ENTITY, updates, { idempotencyKey: crypto.randomUUID() });
      expect(updated.results.map(({ status }) => status)).toEqual(['updated', 'updated']);
      expect(await hub.listRecords(ENTITY, { pageSize: 1 })).toMatchObject({ hasMore: true, total: 2 });
      const deleted = await hub.batchDelete(ENTITY, found, { idempotencyKey: crypto.randomUUID() });
      expect(deleted.results.map(({ status }) => status)).toEqual(['deleted', 'deleted']);
    },
  );

  it('refuses a bad record alone, and a key that comes with other bytes whole', async () => {
    const idempotencyKey = crypto.randomUUID();
    const records = [record(21), { ...record(22), dataJson: '{}' }];
    const { results } = await hub.batchInsert(ENTITY, records, { idempotencyKey });
    expect(results).toMatchObject([
      { status: 'created' },
      { status: 'failed', uid: null, error: { code: 'required' } },
    ]);
    expect(await errorOf(hub.batchInsert(ENTITY, [record(23)], { idempotencyKey }))).toMatchObject({
      kind: 'conflict',
    });
  });
});

it('passes the connection check for both systems', async () => {
  for (const kind of ['apismith', 'schedulehub'] as const) {
    expect(await checkConnection(kind, optionsFor(sandbox[kind]))).toMatchObject({ isOk: true });
  }
});
