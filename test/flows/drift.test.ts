// Columns of the source that are new, gone or of another type: told by name, and handled as the entity says.

import { afterEach, describe, expect, it } from 'vitest';
import { textOf } from '../support/minimal-servers/exact-numbers.ts';
import type { SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const start = async (policy: 'accept' | 'reject_row' | 'stop'): Promise<SourceTable> => {
  flow = await startFlow();
  const table = flow.servers.addTable(partsTable({ rows: partRows(4) }));
  await addEntity(flow, partEntity({ source: { api: 'parts', on_drift: policy } }));
  await flow.sync('part');
  return table;
};
const addColumn = (table: SourceTable): void => {
  table.columns = [...table.columns, { name: 'COLOUR', type: 'VARCHAR2' }];
  table.rows = table.rows.map((row) => ({ ...row, COLOUR: 'red' }));
};
const dropColumn = (table: SourceTable): void => {
  table.columns = table.columns.filter(({ name }) => name !== 'NAME');
  table.rows = table.rows.map(({ NAME: _name, ...row }) => row);
};
const retypeColumn = (table: SourceTable): void => {
  table.columns = table.columns.map((column) => (column.name === 'QTY' ? { ...column, type: 'VARCHAR2' } : column));
  table.rows = table.rows.map((row) => ({ ...row, QTY: textOf(row['QTY'] ?? null) }));
};
const CHANGES = [
  ['new', addColumn, /COLOUR is new/],
  ['gone', dropColumn, /NAME is gone/],
  ['of another type', retypeColumn, /QTY was NUMBER and is VARCHAR2/],
] as const;

describe.each(CHANGES)('a column that is %s', (_what, change, sentence) => {
  it('is accepted and told by name', async () => {
    const table = await start('accept');
    change(table);
    const batch = await flow.sync('part');
    expect(batch.warnings.join()).toMatch(sentence);
    expect([batch.status, batch.metrics.failed, batch.metrics.deleted]).toEqual(['completed', 0, 0]);
    // The next run knows the column.
    expect((await flow.sync('part')).warnings.join()).not.toMatch(sentence);
  });

  it('stops the batch, which names it, before a row is read', async () => {
    const table = await start('stop');
    change(table);
    flow.servers.apismith.calls.length = 0;
    const batch = await flow.sync('part');
    expect([batch.status, batch.errorStage, flow.servers.apismith.calls]).toEqual(['failed', 'validate', []]);
    expect(batch.errorMessage).toMatch(sentence);
    expect(flow.records('part')).toHaveLength(4);
    // Asking again does not make it go away.
    expect((await flow.sync('part')).status).toBe('failed');
  });
});

describe('rows with drift under reject_row', () => {
  it.each(CHANGES.slice(0, 2))(
    'are failed records when a column is %s, and nothing is deleted',
    async (_what, change) => {
      const table = await start('reject_row');
      change(table);
      const batch = await flow.sync('part');
      expect([batch.status, did(batch)]).toEqual(['completed_with_failures', { failed: 4 }]);
      const { items } = await flow.engine.services.store.failedRecords.list({}, { limit: 9 });
      expect(new Set(items.map(({ stage, code }) => `${stage} ${code}`))).toEqual(new Set(['validate type']));
      expect(items[0]?.message).toMatch(/The column (COLOUR is new|NAME is gone)/);
      expect(flow.records('part')).toHaveLength(4);
    },
  );

  it('stay failed in later runs, until the mapping is saved anew', async () => {
    const table = await start('reject_row');
    addColumn(table);
    await flow.sync('part');
    expect(did(await flow.sync('part'))).toEqual({ failed: 4 });
    await flow.engine.importEntity(
      partEntity({
        description: 'seen',
        source: { api: 'parts', on_drift: 'reject_row' },
        delta: { strategy: 'hash' },
      }),
    );
    expect(did(await flow.sync('part'))).toEqual({ skipped: 4 });
  });
});
