// Triage through the router: groups, one record, its edit, retries as jobs, ignoring, reports.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import type { SourceTable } from '../../support/minimal-servers/minimal-apismith.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

let flow: Flow;
let test: TestApi;
let table: SourceTable;
beforeEach(async () => {
  flow = await startFlow();
  table = flow.servers.addTable(partsTable({ rows: rowsWith(5) }));
  await addEntity(flow, partEntity());
  await flow.sync('part');
  test = createTestApi(flow.engine.services);
});
afterEach(async () => {
  await test.close();
  await flow.close();
});

/** Ten parts, the first `bad` of them with a quantity that is no number. */
function rowsWith(bad: number) {
  return partRows(10, (index) => (index < bad ? { QTY: 'broken' } : {}));
}

const { length: DAYS } = Array.from({ length: 14 });

describe('groups', () => {
  it('say why, how many, of which entities, and how the last 14 days went', async () => {
    const { groups, total } = await test.client.failed.groups({});
    expect(total).toBe(5);
    expect(groups).toMatchObject([{ count: 5, entities: ['part'], code: 'not_a_number', field: 'QTY' }]);
    expect(groups[0]?.cause).toContain('number');
    expect(groups[0]?.trend).toHaveLength(DAYS);
    expect(groups[0]?.trend.at(-1)).toEqual({ day: new Date().toISOString().slice(0, 10), count: 5 });
  });
});

describe('the list', () => {
  it('comes in pages and knows its total', async () => {
    const first = await test.client.failed.list({ filter: { entity: 'part' }, limit: 3 });
    const second = await test.client.failed.list({ filter: { entity: 'part' }, limit: 3, cursor: first.next });
    expect([first.total, first.rows.length, second.rows.length, second.next]).toEqual([5, 3, 2, null]);
  });

  it('is told oldest first where asked, also from page to page', async () => {
    const list = (cursor: string | null) => test.client.failed.list({ order: 'oldest', limit: 3, cursor });
    const first = await list(null);
    const references = [...first.rows, ...(await list(first.next)).rows].map((row) => row.reference);
    expect(references).toEqual(['id=P00', 'id=P01', 'id=P02', 'id=P03', 'id=P04']);
    expect(first.total).toBe(5);
  });

  it('does not count what a search would find: that would read every record', async () => {
    expect((await test.client.failed.list({ filter: { search: 'P' } })).total).toBeNull();
  });

  it('searches in what was read', async () => {
    expect((await test.client.failed.list({ filter: { search: 'P03' } })).rows).toMatchObject([
      { reference: 'id=P03' },
    ]);
    expect((await test.client.failed.list({ filter: { statuses: ['resolved'] } })).rows).toEqual([]);
  });
});

describe('one record', () => {
  const first = async () => (await test.client.failed.list({ filter: { search: 'P00' } })).rows[0]!.uid;

  it('is told at every stage it reached', async () => {
    const record = await test.client.failed.get({ uid: await first() });
    expect(record).toMatchObject({ raw: { ID: 'P00', QTY: 'broken' }, mapped: null, patch: null, status: 'open' });
    expect(record.errors).toMatchObject([{ code: 'not_a_number', field: 'QTY' }]);
  });

  it('is edited, taken back, edited again and sent with its edit', async () => {
    const uid = await first();
    const changes = [{ column: 'QTY', value: '12' }];
    expect(await test.client.failed.edit({ uid, changes })).toEqual({ patch: { QTY: '12' } });
    await test.client.failed.clear_edit({ uid });
    expect((await test.client.failed.get({ uid })).patch).toBeNull();
    await test.client.failed.edit({ uid, changes });
    const { job_uid: jobUid, records } = await test.client.failed.retry({ which: { kind: 'uids', uids: [uid] } });
    expect(records).toBe(1);
    expect(await test.ended(jobUid)).toMatchObject({ state: 'completed', work: { resolved: 1, failed: 0 } });
    expect(flow.held('part')['P00']).toMatchObject({ qty: '12' });
    const record = await test.client.failed.get({ uid });
    expect(record.status).toBe('resolved');
    expect(record.tries.map((attempt) => [attempt.no, attempt.action])).toEqual([
      [1, 'sighted'],
      [2, 'edited'],
      [3, 'edited'],
      [4, 'edited'],
      [5, 'current_mapping'],
    ]);
  });

  it('is edited and sent in one call', async () => {
    const uid = await first();
    const changes = [{ column: 'QTY', value: '12' }];
    const { job_uid: jobUid, patch } = await test.client.failed.edit_and_retry({ uid, changes });
    expect(patch).toEqual({ QTY: '12' });
    expect(await test.ended(jobUid)).toMatchObject({ state: 'completed', work: { total: 1, resolved: 1 } });
    expect(flow.held('part')['P00']).toMatchObject({ qty: '12' });
  });

  it('keeps an edit that did not help', async () => {
    const uid = await first();
    const changes = [{ column: 'QTY', value: 'still broken' }];
    const { job_uid: jobUid } = await test.client.failed.edit_and_retry({ uid, changes });
    expect(await test.ended(jobUid)).toMatchObject({ work: { resolved: 0, failed: 1 } });
    expect(await test.client.failed.get({ uid })).toMatchObject({ patch: { QTY: 'still broken' }, status: 'open' });
  });

  it('refuses an edit of its business key, with the column named', async () => {
    const call = test.client.failed.edit({ uid: await first(), changes: [{ column: 'ID', value: 'X' }] });
    expect(await test.refusal(call)).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      data: { details: { column: 'ID' } },
    });
  });

  it('is not found under another uid', async () => {
    const uid = flow.engine.services.newUid();
    expect(await test.refusal(test.client.failed.get({ uid }))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });
});

describe('a bulk action', () => {
  const all = async () => ({
    kind: 'filter' as const,
    filter: { entity: 'part' },
    snapshot: (await test.client.failed.groups({})).snapshot,
  });

  it('retries in steps and stops at the first step with a failure', async () => {
    const { job_uid: jobUid } = await test.client.failed.retry({ which: await all(), steps: [2, 2] });
    expect(await test.ended(jobUid)).toMatchObject({
      state: 'completed',
      work: { kind: 'retry', total: 5, claimed: 2, failed: 2, steps: 1, stopped_at_step: 1 },
    });
  });

  it('tells what became of each record, those that failed first', async () => {
    table.rows = rowsWith(2);
    const request = { which: await all(), mode: 'from_source' as const, steps: [] };
    const { job_uid: jobUid } = await test.client.failed.retry(request);
    await test.ended(jobUid);
    const first = await test.client.jobs.results({ job_uid: jobUid, limit: 3 });
    const second = await test.client.jobs.results({ job_uid: jobUid, limit: 3, cursor: first.next });
    expect([first.total, second.next]).toEqual([5, null]);
    const results = [...first.rows, ...second.rows];
    expect(results.map(({ reference, outcome }) => [outcome, reference])).toEqual([
      ['failed', 'id=P00'],
      ['failed', 'id=P01'],
      ['resolved', 'id=P02'],
      ['resolved', 'id=P03'],
      ['resolved', 'id=P04'],
    ]);
    expect(results.map((result) => result.message)).toEqual([
      expect.stringContaining('broken'),
      expect.stringContaining('broken'),
      null,
      null,
      null,
    ]);
  });

  it('ignores with a reason, and is undone exactly, records as they were', async () => {
    const [one] = (await test.client.failed.list({ filter: { search: 'P00' } })).rows;
    const earlier = await test.client.failed.ignore({ which: { kind: 'uids', uids: [one!.uid] } });
    const ignoring = await test.client.failed.ignore({ which: await all(), reason: 'known to the ERP team' });
    expect([earlier.ignored, ignoring.ignored]).toEqual([1, 4]);
    const other = (await test.client.failed.list({ filter: { statuses: ['ignored'], search: 'P03' } })).rows[0]!;
    expect((await test.client.failed.get({ uid: other.uid })).tries.at(-1)).toMatchObject({
      action: 'ignored',
      message: 'known to the ERP team',
    });
    const which = { kind: 'ignored_at' as const, ignored_at: ignoring.ignored_at };
    expect(await test.client.failed.reopen({ which })).toEqual({ reopened: 4 });
    expect(await test.client.failed.reopen({ which })).toEqual({ reopened: 0 });
    expect((await test.client.failed.list({})).rows.map((row) => row.reference)).not.toContain('id=P00');
    const byUid = { kind: 'uids' as const, uids: [one!.uid] };
    expect(await test.client.failed.reopen({ which: byUid })).toEqual({ reopened: 1 });
    const record = await test.client.failed.get({ uid: one!.uid });
    expect([record.status, record.closed_at, record.tries.at(-1)?.action]).toEqual(['open', null, 'reopened']);
  });

  it('leaves ignored what failed anew meanwhile', async () => {
    const ignoring = await test.client.failed.ignore({ which: await all() });
    table.rows = partRows(10, (index) => (index < 5 ? { QTY: 'broken otherwise' } : {}));
    await flow.sync('part', { syncType: 'full' });
    expect((await test.client.failed.list({})).rows).toHaveLength(5);
    const which = { kind: 'ignored_at' as const, ignored_at: ignoring.ignored_at };
    expect(await test.client.failed.reopen({ which })).toEqual({ reopened: 0 });
  });

  it('retries with rows that were mended in the ERP', async () => {
    table.rows = rowsWith(0);
    const { job_uid: jobUid } = await test.client.failed.retry({
      which: await all(),
      mode: 'from_source',
      steps: [1, 10],
    });
    expect(await test.ended(jobUid)).toMatchObject({ work: { resolved: 5, steps: 2, stopped_at_step: null } });
  });

  it('leaves alone what failed after the operator looked', async () => {
    const which = await all();
    table.rows = [...table.rows, { ID: 'NEW', NAME: 'new', QTY: 'broken' }];
    await flow.sync('part');
    expect(await test.client.failed.ignore({ which })).toMatchObject({ ignored: 5 });
    expect((await test.client.failed.list({})).rows).toMatchObject([{ reference: 'id=NEW', status: 'open' }]);
  });

  it('is refused when nothing matches any more', async () => {
    const which = await all();
    await test.client.failed.ignore({ which });
    expect(await test.refusal(test.client.failed.retry({ which }))).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
  });

  it.each(['csv', 'xlsx', 'json', 'html'] as const)('exports what the filter shows as %s', async (format) => {
    const { file, rows } = await test.client.failed.export({ which: await all(), format });
    expect([rows, file.name.endsWith(`.${format}`)]).toEqual([5, true]);
    const bytes = Buffer.from(await file.arrayBuffer());
    if (format === 'xlsx') expect(bytes.subarray(0, 2).toString()).toBe('PK');
    else expect(bytes.toString()).toContain('not_a_number');
  });

  it('leaves no report on the disk when the engine ends', async () => {
    await test.client.failed.export({ which: await all(), format: 'csv' });
    expect(readdirSync(join(flow.engine.dataDir, 'reports'))).toHaveLength(1);
    await test.close();
    expect(readdirSync(flow.engine.dataDir)).not.toContain('reports');
  });
});
