// Too many failures stop the batch, wherever the records fail; what was rejected is kept, and nothing is deleted.

import { afterEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../engine/config.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import type { SourceTable } from '../support/minimal-servers/minimal-apismith.ts';

let flow: Flow;
afterEach(() => flow.close());

async function start(
  sync: Partial<Settings['sync']>,
  isBad: (at: number) => boolean,
  count = 200,
): Promise<SourceTable> {
  flow = await startFlow({ sync: { chunk_size: 10, pages_ahead: 1, ...sync } });
  const rows = partRows(count, (at) => ({ RV: at + 1, ...(isBad(at) ? { QTY: 'many' } : {}) }));
  const table = flow.servers.addTable(partsTable({ rows, rowversionType: 'NUMBER' }));
  await addEntity(flow, partEntity());
  return table;
}

const full = { syncType: 'full', pageSize: 10 } as const;
const failedCount = (): Promise<number> => flow.engine.services.store.failedRecords.count({ entity: 'part' });

describe('the share of failures', () => {
  it('stops the batch once enough rows were read, and keeps the rejects', async () => {
    await start({ failure_percent: 40, failure_min_rows: 50 }, (at) => at % 2 === 0);
    const batch = await flow.sync('part', full);
    expect([batch.status, batch.metrics.totalFetched < 200]).toEqual(['failed', true]);
    expect(batch.errorMessage).toMatch(/50\.0 % of \d+ records failed \(limit 40 %\)/);
    expect(await failedCount()).toBe(batch.metrics.failed);
    expect(batch.metrics.failed).toBeGreaterThanOrEqual(25);
    expect(flow.records('part')).toHaveLength(batch.metrics.inserted);
  });

  it('does not stop a batch that stays below it', async () => {
    await start({ failure_percent: 40, failure_min_rows: 50 }, (at) => at % 4 === 0);
    expect(did(await flow.sync('part', full))).toEqual({ inserted: 150, failed: 50 });
  });
});

describe('failures in a row', () => {
  it('stop the batch and keep the rejects', async () => {
    await start({ failures_in_a_row: 30, failure_percent: 100 }, (at) => at >= 50, 100);
    const batch = await flow.sync('part', full);
    expect(batch.status).toBe('failed');
    expect(batch.errorMessage).toMatch(/30 records failed one after another \(limit 30\)/);
    expect([batch.metrics.failed, await failedCount(), flow.records('part').length]).toEqual([30, 30, 50]);
  });

  it('stop the batch as well where it is ScheduleHub that refuses', async () => {
    await start({ failures_in_a_row: 30, failure_percent: 100, chunks_in_flight: 1 }, () => false);
    flow.servers.schedulehub.entity('part').refuse = (data) =>
      JSON.stringify(data['id']) >= '"P50' ? { code: 'range', message: 'No.' } : null;
    const batch = await flow.sync('part', full);
    expect([batch.status, await failedCount()]).toEqual(['failed', batch.metrics.failed]);
    expect(batch.errorMessage).toMatch(/records failed one after another/);
    expect(batch.metrics.totalFetched).toBeLessThan(200);
  });
});

describe('a batch that fails at the very end', () => {
  it('deletes nothing and leaves the watermark where it was', async () => {
    const table = await start({ failures_in_a_row: 20, failure_percent: 100, chunk_size: 1000 }, () => false);
    const before = await flow.sync('part', full);
    expect(before.watermarkTo).toBe('200');
    // All changes are refused in the one chunk that leaves after the last page.
    table.rows = table.rows.slice(10).map((row, at) => (at < 30 ? { ...row, QTY: 7_777, RV: 300 + at } : row));
    flow.servers.schedulehub.entity('part').refuse = () => ({ code: 'range', message: 'No.' });
    const failed = await flow.sync('part', full);
    expect([failed.status, failed.metrics.deleted, flow.records('part').length]).toEqual(['failed', 0, 200]);
    const state = await flow.engine.services.store.syncState.find('part', 'erp');
    expect(state?.lastSyncRowversion).toBe('200');
    flow.servers.schedulehub.entity('part').refuse = null;
    expect(did(await flow.sync('part', full))).toEqual({ updated: 30, skipped: 160, deleted: 10 });
    expect(await flow.engine.services.store.failedRecords.counts()).toMatchObject({ open: 0, superseded: 30 });
  });
});
