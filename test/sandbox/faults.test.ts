import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import type { FaultInput } from '../../sandbox/http/faults.ts';
import { recordBody } from './records.ts';
import { connect, type ClientOfServer } from './sandbox-client.ts';

let sandbox: Sandbox;
let apismith: ClientOfServer;
let hub: ClientOfServer;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: 1000 } });
  apismith = await connect(sandbox.apismith);
  hub = await connect(sandbox.schedulehub);
});
afterEach(() => sandbox.control.faults.clear());
afterAll(() => sandbox.close());

const set = (...faults: FaultInput[]) => sandbox.control.faults.set(faults);
const onExecute = { server: 'apismith', path: '/apis/*/execute' } as const;
const onInsert = { server: 'schedulehub', path: '/entities/*/batch-insert' } as const;
const execute = (body: object = {}) => apismith.call('POST', '/apis/synthetic_parts/execute', { body });
const idsOf = (body: unknown): number[] => (body as { items: { PART_ID: number }[] }).items.map((item) => item.PART_ID); // RowPage of synthetic_parts

let nextRecord = 1;
const insert = (at: number, signal?: AbortSignal) =>
  hub.call('POST', '/entities/synthetic_part/records/batch-insert', {
    body: { records: [recordBody(at)] },
    ...(signal === undefined ? {} : { signal }),
  });
const isThere = async (at: number): Promise<boolean> => {
  const path = `/entities/synthetic_part/records/by-bk-hash/${recordBody(at).bk_hash}`;
  return (await hub.call('GET', path)).status === 200;
};

describe('refusals', () => {
  test.each([
    [{ kind: 'rate_limited', retry_after: 7 }, 429, '7'],
    [{ kind: 'rate_limited' }, 429, null],
    [{ kind: 'unavailable', retry_after: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 503, 'Thu, 01 Jan 2026 00:00:00 GMT'],
    [{ kind: 'server_error' }, 500, null],
  ] as const)('%j answers %i', async (fault, status, retryAfter) => {
    set({ ...onExecute, ...fault, next: 1 });
    const answer = await execute();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect((await execute()).status).toBe(200);
  });

  test('a refused batch changes nothing', async () => {
    const at = nextRecord++;
    set({ ...onInsert, kind: 'unavailable' });
    await insert(at);
    expect(await isThere(at)).toBe(false);
  });
});

describe('broken connections', () => {
  test('a reset before the work changes nothing', async () => {
    const at = nextRecord++;
    set({ ...onInsert, kind: 'reset_before' });
    await expect(insert(at)).rejects.toThrow();
    expect(await isThere(at)).toBe(false);
  });

  test('a reset after the work keeps it', async () => {
    const at = nextRecord++;
    set({ ...onInsert, kind: 'reset_after' });
    await expect(insert(at)).rejects.toThrow();
    expect(await isThere(at)).toBe(true);
  });

  test('a time-out after the work keeps it and never answers', async () => {
    const at = nextRecord++;
    set({ ...onInsert, kind: 'timeout_after', next: 1 });
    const giveUp = new AbortController();
    const pending = insert(at, giveUp.signal);
    pending.catch(() => undefined);
    // The record shows up while the call that brought it still hangs.
    while (!(await isThere(at)));
    const still = await Promise.race([pending, hub.call('GET', '/health').then(() => 'hangs')]);
    giveUp.abort();
    expect(still).toBe('hangs');
  });

  test('a truncated answer ends too early', async () => {
    set({ ...onExecute, kind: 'truncated' });
    await expect(execute()).rejects.toThrow();
  });
});

describe('broken answers', () => {
  test('a cut body claims to be whole but is no JSON', async () => {
    set({ ...onExecute, kind: 'cut_json' });
    await expect(execute()).rejects.toThrow(SyntaxError);
  });

  test('a page of HTML comes with status 200', async () => {
    set({ ...onExecute, kind: 'not_json' });
    const answer = await execute();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(answer.text).toContain('<html>');
  });
});

describe('tokens', () => {
  test('die in the middle of a run, once', async () => {
    set({ ...onExecute, kind: 'expire_tokens', skip: 1, next: 1 });
    const statuses = [(await execute()).status, (await execute()).status];
    apismith = await connect(sandbox.apismith);
    expect([...statuses, (await execute()).status]).toEqual([200, 401, 200]);
  });
});

describe('pages', () => {
  const page = (number: number) => execute({ page: number, page_size: 100 });

  test('can come twice', async () => {
    set({ ...onExecute, kind: 'duplicate_page', skip: 1, next: 1 });
    const first = idsOf((await page(1)).body);
    expect(idsOf((await page(2)).body)).toEqual(first);
    expect(idsOf((await page(2)).body)[0]).toBe(101);
  });

  test('can move, so that rows are skipped', async () => {
    set({ ...onExecute, kind: 'moved_page', rows: 5 });
    expect(idsOf((await page(1)).body)[0]).toBe(1);
    expect(idsOf((await page(2)).body)[0]).toBe(106);
  });

  test('can be empty and claim more, with a cursor that goes on where it was', async () => {
    const first = (await execute({ page_size: 100 })).body as { next_cursor: string }; // RowPage
    set({ ...onExecute, kind: 'empty_page', next: 1 });
    const empty = (await execute({ page_size: 100, cursor: first.next_cursor })).body;
    expect(empty).toMatchObject({ items: [], has_more: true, next_cursor: first.next_cursor });
  });

  test('can claim a wrong total', async () => {
    set({ ...onExecute, kind: 'wrong_total', by: -40 });
    expect((await page(1)).body).toMatchObject({ total: 960 });
  });
});

describe('the switch', () => {
  test('holds back an answer, so that a later request is answered first', async () => {
    set({ ...onExecute, kind: 'latency', ms: 300, next: 1 });
    const answered: string[] = [];
    const slow = execute().then(() => answered.push('slow'));
    while (sandbox.control.faults.get()[0]?.hits === 0) await hub.call('GET', '/health');
    await execute().then(() => answered.push('quick'));
    await slow;
    expect(answered).toEqual(['quick', 'slow']);
  });

  test('disturbs a seeded share of the requests, the same ones each time', async () => {
    const run = async (): Promise<number[]> => {
      set({ ...onExecute, kind: 'unavailable', probability: 0.5 });
      const statuses: number[] = [];
      for (let at = 0; at < 20; at++) statuses.push((await execute({ page_size: 1 })).status);
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run()).toEqual(first);
  });

  test('leaves other paths and the other server alone, and counts its hits', async () => {
    set({ ...onExecute, path: '/apis/products/execute', kind: 'server_error' });
    await execute();
    await apismith.call('POST', '/apis/products/execute');
    await hub.call('GET', '/entities');
    expect(sandbox.control.faults.get()).toMatchObject([{ kind: 'server_error', hits: 1 }]);
  });
});

describe('over HTTP', () => {
  test('faults are set, read and refused when there is no such fault', async () => {
    const items = [{ ...onInsert, kind: 'rate_limited', next: 2 }];
    const answer = await apismith.control('PUT', '/__sandbox/faults', { body: { items } });
    expect(answer.body).toMatchObject({ items: [{ kind: 'rate_limited', next: 2, hits: 0 }] });
    expect((await hub.control('GET', '/__sandbox/faults')).body).toEqual(answer.body);
    const wrong = await hub.control('PUT', '/__sandbox/faults', { body: { items: [{ ...onInsert, kind: 'flood' }] } });
    expect(wrong.status).toBe(400);
  });

  test('changes are made and told, and the ledger and the counters can be read', async () => {
    const changes = await hub.control('POST', '/__sandbox/changes', {
      body: { api: 'inventory', updates: 2, seed: 3 },
    });
    expect(changes.body).toMatchObject({ expected: { inserted: 0, updated: 2, deleted: 0 } });
    const ledger = await apismith.control('GET', '/__sandbox/ledger?api=inventory');
    expect(ledger.body).toEqual({ items: sandbox.control.ledger('inventory') });
    const stats = await apismith.control('GET', '/__sandbox/stats');
    expect(stats.body).toEqual(sandbox.control.stats());
    const refused = await hub.control('POST', '/__sandbox/changes', { body: { api: 'inventory', updates: -1 } });
    expect(refused.status).toBe(400);
  });

  test('capabilities are switched and tokens ended', async () => {
    await hub.control('PUT', '/__sandbox/capabilities', { body: { api: 'products', total: false } });
    const api = (await apismith.call('GET', '/apis/products')).body;
    expect(api).toMatchObject({ capabilities: { total: false, keyset: true, as_of: true } });
    expect((await hub.control('POST', '/__sandbox/expire-tokens')).status).toBe(204);
    expect((await apismith.call('GET', '/apis')).status).toBe(401);
    apismith = await connect(sandbox.apismith);
    hub = await connect(sandbox.schedulehub);
  });
});
