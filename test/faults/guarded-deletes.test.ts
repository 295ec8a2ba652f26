// DELETE is guarded: only after a read proved complete, within the limits, never what is merely filtered, failed or
// waiting; over the limits an operator's approval is a ceiling.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntityFile } from '../../engine/contract/entity.ts';
import { applyApprovedDeletes } from '../../engine/operations/apply-deletes.ts';
import type { RequestedAction } from '../../engine/repositories/batch-repository.ts';
import { addEntity, did, flowOf, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import type { Row, SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import { createTestEngine, goOn } from '../support/test-engine.ts';

let flow: Flow;
let dataDir: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-deletes-'));
  flow = await startFlow({ dataDir, sync: { chunk_size: 20 } });
});
afterEach(async () => {
  await flow.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Deletes = NonNullable<EntityFile['deletes']>;
const full = { syncType: 'full', pageSize: 10 } as const;

async function startWithParts(deletes: Deletes, more: Partial<SourceTable> = {}): Promise<SourceTable> {
  const table = flow.servers.addTable(partsTable({ rows: partRows(60), ...more }));
  await addEntity(flow, partEntity({ deletes }));
  await flow.sync('part', full);
  return table;
}

const heldCount = (entity = 'part'): Promise<number> => flow.engine.services.store.heldDeletes.count(entity);
const approve = () => applyApprovedDeletes(flow.engine.services, { entity: 'part', bkHashes: 'all', control: goOn });

describe('the limits', () => {
  const CASES = [
    { gone: 4, max_count: 5, max_percent: 1, isSent: true, why: 'the count is kept' },
    { gone: 6, max_count: 5, max_percent: 10, isSent: true, why: 'the share is kept' },
    { gone: 7, max_count: 5, max_percent: 10, isSent: false, why: 'both are passed' },
    { gone: 30, max_count: 30, max_percent: 10, isSent: true, why: 'the count is just kept' },
    { gone: 60, max_count: 5, max_percent: 10, isSent: false, why: 'everything is gone' },
  ];
  for (const { gone, max_count, max_percent, isSent, why } of CASES) {
    const fate = isSent ? 'sent' : 'held';
    it(`let ${gone} of 60 deletes be ${fate} at ${max_count} and ${max_percent} %: ${why}`, async () => {
      const table = await startWithParts({ policy: 'delete', max_count, max_percent });
      table.rows = table.rows.slice(gone);
      const batch = await flow.sync('part', full);
      expect([batch.metrics.deleted, batch.metrics.heldDeletes, await heldCount()]).toEqual(
        isSent ? [gone, 0, 0] : [0, gone, gone],
      );
      expect(flow.records('part')).toHaveLength(isSent ? 60 - gone : 60);
    });
  }
});

describe('deletes on hold', () => {
  it('let inserts and updates go on and say plainly that none was sent', async () => {
    const table = await startWithParts({ policy: 'hold', max_count: 100, max_percent: 100 });
    table.rows = [...table.rows.slice(3, 59), { ID: 'P59', NAME: 'changed', QTY: 1 }, { ID: 'N', NAME: 'new', QTY: 1 }];
    const batch = await flow.sync('part', full);
    expect(did(batch)).toEqual({ inserted: 1, updated: 1, skipped: 56, heldDeletes: 3 });
    expect(batch.warnings.join()).toMatch(/0 of 3 deletes sent/);
  });

  it('are sent when approved, those and no others', async () => {
    const table = await startWithParts({ policy: 'hold', max_count: 100, max_percent: 100 });
    table.rows = table.rows.slice(3);
    await flow.sync('part', full);
    // Gone after the approval was asked for: not part of it.
    table.rows = table.rows.slice(2);
    const { batch, deleted, kept } = await approve();
    expect([batch.status, deleted, kept, await heldCount()]).toEqual(['completed', 3, 0, 0]);
    expect(flow.records('part')).toHaveLength(57);
  });

  it('are kept back when their row is in the source again', async () => {
    const table = await startWithParts({ policy: 'hold', max_count: 100, max_percent: 100 });
    const all = table.rows;
    table.rows = all.slice(3);
    await flow.sync('part', full);
    // One came back whole, one with a value that no layer can read.
    table.rows = [all[0]!, { ...all[1]!, QTY: 'many' }, ...all.slice(3)];
    const { deleted, kept } = await approve();
    expect([deleted, kept, await heldCount()]).toEqual([1, 2, 0]);
    expect(Object.keys(flow.held('part'))).toEqual(expect.arrayContaining(['P00', 'P01']));
    expect(Object.keys(flow.held('part'))).not.toContain('P02');
  });

  it('send nothing when the source cannot be read again', async () => {
    const table = await startWithParts({ policy: 'hold', max_count: 100, max_percent: 100 });
    table.rows = table.rows.slice(3);
    await flow.sync('part', full);
    flow.servers.addTable({ ...table, slug: 'other' });
    flow.servers.apismith.tables.delete('parts');
    const { batch, deleted } = await approve();
    expect([batch.status, deleted, await heldCount()]).toEqual(['failed', 0, 3]);
    expect(flow.records('part')).toHaveLength(60);
  });

  it('are forgotten when the rows are back at the next full sync', async () => {
    const table = await startWithParts({ policy: 'hold', max_count: 100, max_percent: 100 });
    const all = table.rows;
    table.rows = all.slice(3);
    await flow.sync('part', full);
    table.rows = all;
    await flow.sync('part', full);
    expect(await heldCount()).toBe(0);
  });
});

describe('the policy never', () => {
  it('deletes nothing and holds nothing', async () => {
    const table = await startWithParts({ policy: 'never' });
    table.rows = table.rows.slice(30);
    expect(did(await flow.sync('part', full))).toEqual({ skipped: 30 });
    expect([await heldCount(), flow.records('part').length]).toEqual([0, 60]);
  });
});

describe('a row that is there but does not come through', () => {
  const deletes: Deletes = { policy: 'delete', max_count: 100, max_percent: 100 };

  it('counts as seen when it fails', async () => {
    const table = await startWithParts(deletes);
    table.rows = table.rows.map((row, at) => (at < 5 ? { ...row, QTY: 'many' } : row));
    expect(did(await flow.sync('part', full))).toEqual({ failed: 5, skipped: 55 });
    expect(flow.records('part')).toHaveLength(60);
  });

  it('counts as seen when the filters leave it out, now and at every later sync', async () => {
    const table = await startWithParts(deletes);
    const source: EntityFile['source'] = { api: 'parts', filters: [{ field: 'QTY', op: 'lt', value: 50 }] };
    await flow.engine.importEntity(partEntity({ deletes, source }));
    for (let sync = 0; sync < 3; sync += 1) {
      expect((await flow.sync('part', full)).metrics.deleted).toBe(0);
      expect(flow.records('part')).toHaveLength(60);
    }
    // What is really gone goes, also from behind the filter.
    table.rows = table.rows.slice(2, 58);
    expect((await flow.sync('part', full)).metrics.deleted).toBe(4);
  });

  it('counts as seen, or is held, when the filters leave it out and no key columns name it', async () => {
    await startWithParts(deletes, { keyColumns: [] });
    const source: EntityFile['source'] = { api: 'parts', filters: [{ field: 'QTY', op: 'lt', value: 50 }] };
    await flow.engine.importEntity(partEntity({ deletes, source }));
    for (let sync = 0; sync < 3; sync += 1) {
      expect((await flow.sync('part', full)).metrics.deleted).toBe(0);
      expect(flow.records('part')).toHaveLength(60);
    }
  });
});

describe('a row that fails before it has a business key', () => {
  const CODED: EntityFile = {
    name: 'part',
    source: { api: 'parts' },
    business_key: ['code'],
    deletes: { policy: 'delete', max_count: 100, max_percent: 100 },
    mappings: [
      { source_field: 'CODE', target_field: 'code', type: 'integer' },
      { source_field: 'NAME', target_field: 'name' },
    ],
  };
  const coded = (at: number): Row => ({ ID: `P${at}`, CODE: at, NAME: `part ${at}` });
  const rows = Array.from({ length: 40 }, (_, at) => coded(at));
  const columns = [
    { name: 'ID', type: 'VARCHAR2', length: 40 },
    { name: 'CODE', type: 'VARCHAR2', length: 40 },
    { name: 'NAME', type: 'VARCHAR2', length: 200 },
  ];

  for (const keyColumns of [['ID'], []]) {
    const source = keyColumns.length === 0 ? 'without key columns' : 'with key columns';
    it(`keeps its record, in a source ${source}`, async () => {
      const table = flow.servers.addTable({ slug: 'parts', columns, keyColumns, rows });
      await addEntity(flow, CODED);
      await flow.sync('part', full);
      table.rows = rows.map((row, at) => (at === 3 ? { ...row, CODE: 'x3' } : row)).slice(0, 39);
      const batch = await flow.sync('part', full);
      expect(batch.metrics.failed).toBe(1);
      expect(Object.keys(flow.held('part', 'code'))).toContain('3');
    });

    it(`keeps its record when the run is paused behind it and goes on in another program, ${source}`, async () => {
      const table = flow.servers.addTable({ slug: 'parts', columns, keyColumns, rows });
      await addEntity(flow, CODED);
      await flow.sync('part', full);
      table.rows = rows.map((row, at) => (at === 3 ? { ...row, CODE: 'x3' } : row)).slice(0, 39);
      let asked: RequestedAction | null = null;
      flow.servers.apismith.calls.length = 0;
      flow.servers.apismith.onExecute = ({ nth }) => {
        if (nth === 4) asked = 'pause';
      };
      const paused = await flow.sync('part', { ...full, control: { ...goOn, local: () => asked } });
      expect(paused.status).toBe('paused');
      flow.servers.apismith.onExecute = null;
      await flow.engine.close();
      flow = flowOf(flow.servers, await createTestEngine({ sandbox: flow.servers, dataDir }));
      expect((await flow.sync('part', full)).uid).toBe(paused.uid);
      expect(Object.keys(flow.held('part', 'code'))).toContain('3');
    });
  }
});

describe('a record that was learned from ScheduleHub after a crash', () => {
  const columns = [
    { name: 'ID', type: 'VARCHAR2', length: 40 },
    { name: 'CODE', type: 'VARCHAR2', length: 40 },
  ];
  const rows = Array.from({ length: 20 }, (_, at): Row => ({ ID: `P${at}`, CODE: at }));

  it('is held, and stops no other delete, while one of the rows without a key may be its row', async () => {
    const table = flow.servers.addTable({ slug: 'parts', columns, rows });
    await addEntity(flow, {
      name: 'part',
      source: { api: 'parts' },
      business_key: ['code'],
      deletes: { policy: 'delete', max_count: 100, max_percent: 100 },
      mappings: [{ source_field: 'CODE', target_field: 'code', type: 'integer' }],
    });
    await flow.sync('part', full);
    // As after a crash between the answer and the ledger: nobody knows any more which row the record came from.
    const { ledger } = flow.engine.services.store;
    const [learned, other] = await ledger.scan('part', { limit: 2 });
    await ledger.upsertMany('part', [{ ...learned!, sourceKey: null }]);
    const codeOf = (businessKey: string): unknown => (JSON.parse(businessKey) as unknown[])[0];
    const gone = [learned, other].map((row) => codeOf(row!.businessKey));
    table.rows = [...rows.filter(({ CODE }) => !gone.includes(CODE)), { ID: 'BAD', CODE: 'x' }];
    const batch = await flow.sync('part', full);
    expect(did(batch)).toEqual({ skipped: 18, failed: 1, deleted: 1, heldDeletes: 1 });
    expect(batch.warnings.join()).toMatch(/1 deletes are held for approval/);
    expect(await approve()).toMatchObject({ deleted: 1, kept: 0 });
    expect(flow.records('part')).toHaveLength(18);
  });
});

describe('deletes of several entities', () => {
  const deletes: Deletes = { policy: 'delete', max_count: 100, max_percent: 100 };
  const line = (at: number): Row => ({ ID: `L${at}`, PART: `P${String(at % 60).padStart(2, '0')}` });

  async function startWithLines(): Promise<{ readonly parts: SourceTable; readonly lines: SourceTable }> {
    const columns = [
      { name: 'ID', type: 'VARCHAR2', length: 40 },
      { name: 'PART', type: 'VARCHAR2', length: 40 },
    ];
    const lines = flow.servers.addTable({
      slug: 'lines',
      columns,
      rows: Array.from({ length: 80 }, (_, at) => line(at)),
    });
    const parts = await startWithParts(deletes);
    await addEntity(flow, {
      name: 'line',
      source: { api: 'lines' },
      business_key: ['id'],
      parents: [{ entity: 'part', fields: { id: 'part' } }],
      deletes,
      mappings: [
        { source_field: 'ID', target_field: 'id' },
        { source_field: 'PART', target_field: 'part' },
      ],
    });
    await flow.engine.sync('all', full);
    expect(flow.records('line')).toHaveLength(80);
    return { parts, lines };
  }

  const deletesSent = (): readonly string[] =>
    flow.servers.schedulehub.calls.flatMap(({ entity, action }) => (action === 'batch-delete' ? [entity] : []));

  it('go in reverse order of dependency', async () => {
    const { parts, lines } = await startWithLines();
    parts.rows = parts.rows.slice(1);
    lines.rows = lines.rows.filter((row) => row['PART'] !== 'P00');
    await flow.engine.sync('all', full);
    expect(deletesSent()).toEqual(['line', 'part']);
    expect([flow.records('line').length, flow.records('part').length]).toEqual([78, 59]);
  });

  it('leave the parents when the sync of the children did not come to its end', async () => {
    const { parts, lines } = await startWithLines();
    parts.rows = parts.rows.slice(1);
    lines.rows = lines.rows.filter((row) => row['PART'] !== 'P00');
    flow.servers.apismith.tables.delete('lines');
    const batches = await flow.engine.sync('all', full);
    expect(batches.map(({ status }) => status)).toEqual(['completed', 'failed']);
    expect(batches[0]?.warnings.join()).toMatch(/0 of 1 deletes sent: the sync of line/);
    expect(deletesSent()).toEqual([]);
    flow.servers.addTable(lines);
    await flow.engine.sync('all', full);
    expect(deletesSent()).toEqual(['line', 'part']);
  });
});

describe('a delete that ScheduleHub refuses', () => {
  it('is a failed record until a later sync has deleted the record', async () => {
    const table = await startWithParts({ policy: 'delete', max_count: 100, max_percent: 100 });
    table.rows = table.rows.slice(1);
    flow.servers.schedulehub.entity('part').refuseDelete = { code: 'in_use', message: 'Somebody needs it.' };
    const refused = await flow.sync('part', full);
    expect([refused.status, refused.metrics.deleted]).toEqual(['completed_with_failures', 0]);
    const { failedRecords } = flow.engine.services.store;
    expect(await failedRecords.counts()).toMatchObject({ open: 1 });
    flow.servers.schedulehub.entity('part').refuseDelete = null;
    expect(did(await flow.sync('part', full))).toEqual({ skipped: 59, deleted: 1 });
    expect(await failedRecords.counts()).toMatchObject({ open: 0, resolved: 1 });
  });

  it('is no failed record any more when the row is back', async () => {
    const table = await startWithParts({ policy: 'delete', max_count: 100, max_percent: 100 });
    const all = table.rows;
    table.rows = all.slice(1);
    flow.servers.schedulehub.entity('part').refuseDelete = { code: 'in_use', message: 'Somebody needs it.' };
    await flow.sync('part', full);
    table.rows = all;
    expect(did(await flow.sync('part', full))).toEqual({ skipped: 60 });
    expect(await flow.engine.services.store.failedRecords.counts()).toMatchObject({ open: 0, superseded: 1 });
  });
});

describe('a failed record whose row is deleted', () => {
  it('is overtaken by the delete, so that no retry brings the record back', async () => {
    const table = await startWithParts({ policy: 'delete', max_count: 100, max_percent: 100 });
    const all = table.rows;
    table.rows = [{ ...all[0]!, QTY: 'many' }, ...all.slice(1)];
    await flow.sync('part', full);
    table.rows = all.slice(1);
    expect(did(await flow.sync('part', full))).toEqual({ skipped: 59, deleted: 1 });
    expect(await flow.engine.services.store.failedRecords.counts()).toMatchObject({ open: 0, superseded: 1 });
  });
});
