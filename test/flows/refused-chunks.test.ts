// Chunks that are refused as a whole are halved until the bad record stands alone.

import { afterEach, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, writesOf } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const start = async (count: number) => {
  flow = await startFlow();
  const table = flow.servers.addTable(partsTable({ rows: partRows(count) }));
  await addEntity(flow, partEntity());
  return table;
};

describe('a chunk that is refused as a whole', () => {
  it.each([400, 413, 422] as const)('with %i is halved until the bad record stands alone', async (status) => {
    await start(64);
    flow.servers.schedulehub.entity('part').refuseChunk = (records) =>
      records.some((record) => record['id'] === 'P41') ? status : null;
    const batch = await flow.sync('part');
    expect([batch.status, did(batch)]).toEqual(['completed_with_failures', { inserted: 63, failed: 1 }]);
    const { items } = await flow.engine.services.store.failedRecords.list({}, { limit: 5 });
    expect(items.map(({ reference, stage, code }) => [reference, stage, code])).toEqual([
      ['id=P41', 'ingest', 'rejected_by_target'],
    ]);
    // 64, and then two halves of each refused chunk: 32, 16, 8, 4, 2, 1.
    expect(writesOf(flow)).toHaveLength(13);
    expect(await flow.engine.services.store.outbox.listByEntity('part')).toEqual([]);
  });

  it('for its size alone loses no record', async () => {
    await start(100);
    flow.servers.schedulehub.entity('part').refuseChunk = (records) => (records.length > 13 ? 413 : null);
    expect(did(await flow.sync('part'))).toEqual({ inserted: 100 });
    expect(flow.records('part')).toHaveLength(100);
  });

  it('of updates is halved too, and the record stays as it was', async () => {
    const table = await start(16);
    await flow.sync('part');
    table.rows = table.rows.map((row) => ({ ...row, NAME: 'changed' }));
    flow.servers.schedulehub.entity('part').refuseChunk = (records) =>
      records.some((record) => record['id'] === 'P05') ? 422 : null;
    expect(did(await flow.sync('part'))).toEqual({ updated: 15, failed: 1 });
    expect([flow.held('part')['P05']?.['name'], flow.held('part')['P06']?.['name']]).toEqual(['part 5', 'changed']);
    flow.servers.schedulehub.entity('part').refuseChunk = null;
    expect(did(await flow.sync('part'))).toEqual({ updated: 1, skipped: 15 });
  });
});
