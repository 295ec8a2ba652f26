// The life of a failed record: seen, seen again, mended, retried, edited, given up, ignored.

import { afterEach, describe, expect, it } from 'vitest';
import { retryFailed, type RetryMode } from '../../engine/operations/retry-failed.ts';
import type { FailedFilter, FailedStatus } from '../../engine/repositories/failed-record-repository.ts';
import { Problem } from '../support/minimal-servers/http-service.ts';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import { goOn } from '../support/test-engine.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Rows of which `bad` have a quantity that is no number. */
const start = async (bad: number, more: { readonly sync?: { outage_limit_seconds: number } } = {}) => {
  flow = await startFlow(more);
  const rows = partRows(10, (index) => (index < bad ? { QTY: 'broken' } : {}));
  const table = flow.servers.addTable(partsTable({ rows }));
  await addEntity(flow, partEntity());
  await flow.sync('part');
  return table;
};
const mend = (rows: readonly Row[], id: string): Row[] =>
  rows.map((row) => (row['ID'] === id ? { ...row, QTY: 77 } : row));
const failed = async (status?: FailedStatus) =>
  (await flow.engine.services.store.failedRecords.list(status === undefined ? {} : { status: [status] }, { limit: 50 }))
    .items;
const retry = (mode: RetryMode, which: FailedFilter = {}, steps: readonly number[] = []) =>
  retryFailed(flow.engine.services, { which, mode, steps, control: goOn });

describe('a failed record', () => {
  it('is kept whole at every stage it reached', async () => {
    await start(1);
    const [record] = await failed();
    expect(record).toMatchObject({ stage: 'normalize', code: 'not_a_number', field: 'QTY', reference: 'id=P00' });
    expect(JSON.parse(record?.raw ?? '')).toEqual({ ID: 'P00', NAME: 'part 0', QTY: 'broken' });
    expect(JSON.parse(record?.normalized ?? '')).toEqual({ ID: 'P00', NAME: 'part 0', QTY: null });
  });

  it('stays one row however often it is seen', async () => {
    await start(2);
    await flow.sync('part');
    await flow.sync('part');
    expect((await failed()).map(({ timesSeen, status }) => [timesSeen, status])).toEqual([
      [3, 'open'],
      [3, 'open'],
    ]);
  });

  it('is closed as superseded when its row is mended in the ERP', async () => {
    const table = await start(2);
    table.rows = mend(table.rows, 'P00');
    expect(did(await flow.sync('part'))).toEqual({ inserted: 1, failed: 1, skipped: 8 });
    expect((await failed('superseded')).map(({ reference }) => reference)).toEqual(['id=P00']);
    expect(await failed('open')).toHaveLength(1);
  });

  it('keeps the record in ScheduleHub that was delivered before its row broke', async () => {
    const table = await start(0);
    table.rows = table.rows.map((row) => (row['ID'] === 'P03' ? { ...row, QTY: 'broken' } : row));
    expect(did(await flow.sync('part'))).toEqual({ failed: 1, skipped: 9 });
    expect(flow.held('part')['P03']?.['qty']).toBe('3');
  });
});

describe('a retry', () => {
  it('as captured fails again with the mapping of then, and succeeds with the current one', async () => {
    await start(1);
    await flow.engine.importEntity(
      partEntity({
        mappings: [
          { source_field: 'ID', target_field: 'id' },
          { source_field: 'NAME', target_field: 'name' },
          { source_field: 'QTY', target_field: 'qty', type: 'string' },
        ],
      }),
    );
    // The column is NUMBER: no mapping reads "broken"; as text column any does.
    const table = flow.servers.apismith.tables.get('parts')!;
    table.columns = table.columns.map((one) => (one.name === 'QTY' ? { name: 'QTY', type: 'VARCHAR2' } : one));
    expect(await retry('as_captured')).toMatchObject({ claimed: 1, resolved: 0, failed: 1 });
    expect(await retry('current_mapping')).toMatchObject({ claimed: 1, resolved: 1, failed: 0 });
    expect(flow.held('part')['P00']?.['qty']).toBe('broken');
    const [record] = await failed();
    const whole = await flow.engine.services.store.failedRecords.find(record?.uid ?? '');
    expect(whole?.tries.map(({ action, outcome, mappingVersion }) => [action, outcome, mappingVersion])).toEqual([
      ['sighted', 'failed', 1],
      ['as_captured', 'failed', 1],
      ['current_mapping', 'resolved', 2],
    ]);
  });

  it('from source sends the row as the ERP has it now', async () => {
    const table = await start(2);
    table.rows = mend(table.rows, 'P00');
    expect(await retry('from_source')).toMatchObject({ claimed: 2, resolved: 1, failed: 1 });
    expect(flow.held('part')['P00']?.['qty']).toBe('77');
    expect((await failed()).map(({ reference, status }) => [reference, status]).toSorted()).toEqual([
      ['id=P00', 'resolved'],
      ['id=P01', 'open'],
    ]);
  });

  it('from source closes a record whose row is gone', async () => {
    const table = await start(1);
    table.rows = table.rows.slice(1);
    expect(await retry('from_source')).toMatchObject({ claimed: 1, superseded: 1, failed: 0 });
  });

  it('lays an edit over the captured row and keeps the original', async () => {
    await start(1);
    const [record] = await failed();
    const { failedRecords } = flow.engine.services.store;
    await failedRecords.savePatch(record?.uid ?? '', '{"QTY":"12"}', '2026-01-01T00:00:00.000Z');
    expect(await retry('as_captured', { uids: [record?.uid ?? ''] })).toMatchObject({ resolved: 1 });
    expect(flow.held('part')['P00']?.['qty']).toBe('12');
    const closed = await failedRecords.find(record?.uid ?? '');
    expect([closed?.status, JSON.parse(closed?.raw ?? '').QTY, closed?.patch]).toEqual([
      'resolved',
      'broken',
      '{"QTY":"12"}',
    ]);
  });

  it('does not send a row that a newer one overtook', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({ rows: partRows(3, (index) => ({ RV: index + 1 })), rowversionType: 'NUMBER' }),
    );
    await addEntity(flow, partEntity());
    const target = flow.servers.schedulehub.entity('part');
    target.refuse = (data) => (data['id'] === 'P00' ? { code: 'range', message: 'no' } : null);
    await flow.sync('part');
    const [record] = await failed();
    target.refuse = null;
    table.rows = table.rows.map((row) => (row['ID'] === 'P00' ? { ...row, NAME: 'newer', RV: 9 } : row));
    await flow.sync('part');
    expect(await failed('superseded')).toHaveLength(1);
    expect(await retry('as_captured', { uids: [record?.uid ?? ''] })).toMatchObject({ claimed: 0 });
    expect(flow.held('part')['P00']?.['name']).toBe('newer');
  });

  it('uses its tries up and is exhausted, and still can be retried by hand', async () => {
    await start(1);
    const [record] = await failed();
    for (let attempt = 1; attempt <= (record?.maxRetries ?? 0); attempt += 1) {
      expect((await failed())[0]).toMatchObject({ status: 'open', retryCount: attempt - 1 });
      await retry('as_captured');
    }
    expect((await failed())[0]).toMatchObject({ status: 'exhausted', retryCount: record?.maxRetries });
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = mend(table.rows, 'P00');
    expect(await retry('from_source')).toMatchObject({ resolved: 1 });
  });

  it('burns no try while ScheduleHub is down', async () => {
    await start(2, { sync: { outage_limit_seconds: 0 } });
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = mend(table.rows, 'P00');
    flow.servers.schedulehub.fail = new Problem(503, 'down', 'down');
    const result = await retry('from_source');
    expect([result.resolved, result.batches.map(({ status }) => status)]).toEqual([0, ['failed']]);
    expect((await failed()).map(({ status, retryCount }) => [status, retryCount])).toEqual([
      ['open', 0],
      ['open', 0],
    ]);
  });

  it('in steps stops at the first step with a failure', async () => {
    const table = await start(8);
    for (const id of ['P00', 'P01', 'P02', 'P04', 'P05']) table.rows = mend(table.rows, id);
    // Oldest first: one, then two, then two of which one still fails.
    const result = await retry('from_source', {}, [1, 2, 2, 100]);
    expect(result).toMatchObject({ claimed: 5, resolved: 4, failed: 1, stoppedAtStep: 3 });
    expect(await failed('open')).toHaveLength(4);
  });

  it('in steps goes to the end when nothing fails', async () => {
    const table = await start(5);
    table.rows = table.rows.map((row) => ({ ...row, QTY: 77 }));
    expect(await retry('from_source', {}, [1, 2])).toMatchObject({ claimed: 5, resolved: 5, stoppedAtStep: null });
  });

  it('of a row that lost against a duplicate leaves the winner in place', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable({ ...partsTable({ rowversionType: 'NUMBER' }), keyColumns: ['ROW_ID'] });
    table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
    table.rows = [1, 2].map((id) => ({ ROW_ID: id, ID: 'K', NAME: `row ${id}`, QTY: id, RV: id }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    expect(await retry('as_captured')).toMatchObject({ claimed: 1, resolved: 0, failed: 1 });
    expect(flow.held('part')['K']?.['name']).toBe('row 2');
    expect((await failed()).map(({ code, status }) => [code, status])).toEqual([['duplicate_in_batch', 'open']]);
  });
});

describe('an ignored signature', () => {
  it('stays ignored when it is seen again, while new failures of the same kind show', async () => {
    const table = await start(2);
    const [record] = await failed();
    const { failedRecords } = flow.engine.services.store;
    await failedRecords.ignore({ signature: record?.signature ?? '' }, '2026-01-01T00:00:00.000Z');
    table.rows = table.rows.map((row) => (row['ID'] === 'P05' ? { ...row, QTY: 'also broken' } : row));
    await flow.sync('part');
    expect((await failed('ignored')).map(({ reference }) => reference).toSorted()).toEqual(['id=P00', 'id=P01']);
    expect((await failed('open')).map(({ reference }) => reference)).toEqual(['id=P05']);
    table.rows = mend(table.rows, 'P00');
    await flow.sync('part');
    expect(await failed('ignored')).toHaveLength(1);
  });
});
