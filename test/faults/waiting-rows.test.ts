// Rows that wait for their parent keep to the source: the newest of one key waits, and none whose row is gone.

import { afterEach, describe, expect, it } from 'vitest';
import { retryFailed } from '../../engine/operations/retry-failed.ts';
import { goOn } from '../support/test-engine.ts';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const LINE_COLUMNS = [
  { name: 'ID', type: 'VARCHAR2', length: 40 },
  { name: 'NO', type: 'NUMBER' },
  { name: 'PART', type: 'VARCHAR2', length: 40 },
  { name: 'RV', type: 'NUMBER' },
];

/** Lines are known to ScheduleHub by their number and refer to parts; no part is there yet. */
async function startWithLines(rows: readonly Row[]) {
  flow = await startFlow();
  const parts = flow.servers.addTable(partsTable({ rows: [] }));
  const lines = flow.servers.addTable({ slug: 'lines', columns: LINE_COLUMNS, rowversionColumn: 'RV', rows });
  await addEntity(flow, partEntity());
  await addEntity(flow, {
    name: 'line',
    source: { api: 'lines' },
    business_key: ['no'],
    parents: [{ entity: 'part', fields: { id: 'part' } }],
    deletes: { policy: 'delete', max_count: 1000, max_percent: 100 },
    mappings: [
      { source_field: 'NO', target_field: 'no', type: 'integer' },
      { source_field: 'PART', target_field: 'part' },
      { source_field: 'RV', target_field: 'version', type: 'integer' },
    ],
  });
  return { parts, lines };
}

const line = (id: string, no: number, version: number): Row => ({ ID: id, NO: no, PART: 'P00', RV: version });

describe('two rows of one key whose parent is missing', () => {
  const NEWER_FIRST = [line('A', 1, 20), line('B', 2, 21), line('C', 1, 5)];
  const OLDER_FIRST = [line('A', 1, 5), line('B', 2, 21), line('C', 1, 20)];

  for (const [order, rows] of Object.entries({ newer: NEWER_FIRST, older: OLDER_FIRST })) {
    it(`wait as the newest one and show the other when the ${order} one comes first`, async () => {
      const { parts } = await startWithLines(rows);
      const first = await flow.sync('line', { pageSize: 1 });
      expect(first.metrics.totalFetched).toBe(3);
      const { items } = await flow.engine.services.store.failedRecords.list({ entity: 'line' }, { limit: 5 });
      expect(items.map(({ code }) => code)).toEqual(['duplicate_in_batch']);
      parts.rows = partRows(1);
      await flow.engine.sync('all', { syncType: 'full' });
      expect(flow.held('line', 'no')['1']).toMatchObject({ version: '20' });
    });
  }

  it('do not change places when the older one is tried again', async () => {
    const { parts } = await startWithLines(NEWER_FIRST);
    await flow.sync('line', { pageSize: 1 });
    const retried = await retryFailed(flow.engine.services, {
      which: {},
      mode: 'as_captured',
      steps: [],
      control: goOn,
    });
    expect([retried.claimed, retried.failed]).toEqual([1, 1]);
    parts.rows = partRows(1);
    await flow.engine.sync(['part']);
    expect(flow.held('line', 'no')['1']).toMatchObject({ version: '20' });
  });
});

describe('a row that is deleted while it waits for its parent', () => {
  it('is not sent when the parent comes', async () => {
    const { parts, lines } = await startWithLines([line('A', 1, 1), line('B', 2, 2)]);
    expect(did(await flow.sync('line'))).toEqual({ waiting: 2 });
    lines.rows = lines.rows.slice(1);
    const batch = await flow.sync('line', { syncType: 'full' });
    expect(batch.warnings.join()).toMatch(/1 record\(s\) wait no longer/);
    parts.rows = partRows(1);
    await flow.sync('part');
    expect(Object.keys(flow.held('line', 'no'))).toEqual(['2']);
  });

  it('is kept waiting when the read was not complete', async () => {
    const { lines } = await startWithLines([line('A', 1, 1), line('B', 2, 2), line('C', 3, 3)]);
    lines.capabilities = { total: true, keyset: false, as_of: false };
    await flow.sync('line');
    flow.servers.apismith.calls.length = 0;
    flow.servers.apismith.onExecute = ({ nth }) => {
      // Everything moves up by one row between the pages.
      if (nth === 2) lines.rows = lines.rows.slice(1);
    };
    await flow.sync('line', { syncType: 'full', pageSize: 1 });
    expect(await flow.engine.services.store.pendingChildren.count('line')).toBe(3);
  });
});
