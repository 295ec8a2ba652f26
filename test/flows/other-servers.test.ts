// Another pair of servers that keeps both contracts must work as well: whatever the contracts leave open.

import { afterEach, describe, expect, it } from 'vitest';
import { numberOf, type Cell } from '../support/minimal-servers/exact-numbers.ts';
import type { Manners } from '../support/minimal-servers/http-service.ts';
import type { SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import type { TargetEntity } from '../support/minimal-servers/minimal-schedulehub.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

interface Variant {
  readonly manners?: Partial<Manners>;
  readonly table?: Partial<SourceTable> & { readonly rowversionType?: string };
  readonly target?: Partial<TargetEntity>;
  readonly otherNotation?: boolean;
  readonly version?: (index: number) => Cell;
}

const VARIANTS: Readonly<Record<string, Variant>> = {
  'optional members left out': { manners: { optional: 'left_out' } },
  'optional members null': { manners: { optional: 'null' } },
  'unknown members everywhere': { manners: { hasExtras: true } },
  'uuids in upper case': { manners: { upperCaseUuids: true } },
  'problems that are web pages': { manners: { problemsAreHtml: true } },
  'smaller pages than asked for, by number': {
    table: { largestPage: 4, capabilities: { total: true, keyset: false, as_of: false } },
  },
  'smaller pages than asked for, by cursor': {
    table: { largestPage: 4, capabilities: { total: false, keyset: true, as_of: false } },
  },
  'no key columns, by number': {
    table: { keyColumns: [], capabilities: { total: false, keyset: false, as_of: false } },
  },
  'no key columns, by cursor': { table: { keyColumns: [], capabilities: { total: true, keyset: true, as_of: true } } },
  'record_count that is always 0': { target: { recordCount: 0 } },
  'record_count that is far too high': { target: { recordCount: 1_000_000 } },
  'numbers in another notation': { otherNotation: true, target: { recordCount: 0 } },
  'no ceiling, no snapshot, no total, no cursor': {
    table: { ceiling: false, capabilities: { total: false, keyset: false, as_of: false }, rowversionType: 'NUMBER' },
    version: (index) => index + 1,
  },
  'no ceiling but a snapshot': {
    table: { ceiling: false, capabilities: { total: false, keyset: false, as_of: true }, rowversionType: 'RAW' },
    version: (index) => (1000 + index).toString(16).toUpperCase().padStart(16, '0'),
  },
  'everything at once': {
    manners: { optional: 'left_out', hasExtras: true, upperCaseUuids: true, problemsAreHtml: true },
    table: {
      keyColumns: [],
      largestPage: 3,
      ceiling: false,
      capabilities: { total: false, keyset: false, as_of: false },
      rowversionType: 'NUMBER',
    },
    target: { recordCount: 0 },
    otherNotation: true,
    version: (index) => numberOf(`90071992547409930000${index + 10}`),
  },
};

describe.each(Object.entries(VARIANTS))('servers with %s', (_name, variant) => {
  const start = async (): Promise<SourceTable> => {
    flow = await startFlow(variant.manners === undefined ? {} : { manners: variant.manners });
    const rows = partRows(23, (index) => ({
      QTY: index === 5 ? numberOf('12345678901234567890.5') : index * 100,
      ...(variant.version === undefined ? {} : { RV: variant.version(index) }),
    }));
    const table = flow.servers.addTable(partsTable({ ...variant.table, rows }));
    await addEntity(flow, partEntity());
    Object.assign(flow.servers.schedulehub.entity('part'), variant.target);
    flow.servers.schedulehub.otherNotation = variant.otherNotation === true;
    return table;
  };

  it('get every row once, then nothing, then exactly the changes, deletes too', async () => {
    const table = await start();
    expect(did(await flow.sync('part', { pageSize: 6 }))).toEqual({ inserted: 23 });
    expect(flow.held('part')['P05']?.['qty']).toBe('12345678901234567890.5');
    expect(did(await flow.sync('part', { pageSize: 6, syncType: 'full' }))).toEqual({ skipped: 23 });
    table.rows = [
      ...table.rows
        .slice(2)
        .map((row, index) =>
          index < 3 ? { ...row, NAME: 'changed', ...(variant.version && { RV: variant.version(50 + index) }) } : row,
        ),
      { ID: 'NEW', NAME: 'new', QTY: 1, ...(variant.version && { RV: variant.version(60) }) },
    ];
    expect(did(await flow.sync('part', { pageSize: 6, syncType: 'full' }))).toEqual({
      inserted: 1,
      updated: 3,
      deleted: 2,
      skipped: 18,
    });
    expect(Object.keys(flow.held('part')).toSorted()).toEqual(table.rows.map((row) => row['ID']).toSorted());
  });

  it('get single refused records into the failed records and the rest into ScheduleHub', async () => {
    await start();
    const target = flow.servers.schedulehub.entity('part');
    target.refuse = (data) => (data['id'] === 'P07' ? { code: 'range', message: 'qty is out of range' } : null);
    target.refuseChunk = (records) => (records.some((record) => record['id'] === 'P09') ? 422 : null);
    const batch = await flow.sync('part', { pageSize: 6 });
    expect([batch.status, did(batch)]).toEqual(['completed_with_failures', { inserted: 21, failed: 2 }]);
    target.refuse = null;
    target.refuseChunk = null;
    expect(did(await flow.sync('part', { pageSize: 6, syncType: 'full' }))).toEqual({ inserted: 2, skipped: 21 });
    expect((await flow.engine.services.store.failedRecords.counts()).superseded).toBe(2);
  });
});

describe('a failed result that says nothing more', () => {
  it('is kept as a failed record all the same', async () => {
    flow = await startFlow({ manners: { optional: 'left_out' } });
    flow.servers.addTable(partsTable({ rows: partRows(3) }));
    await addEntity(flow, partEntity());
    flow.servers.schedulehub.entity('part').refuse = (data) =>
      data['id'] === 'P01' ? { code: '', message: '' } : null;
    expect(did(await flow.sync('part'))).toEqual({ inserted: 2, failed: 1 });
    const { items } = await flow.engine.services.store.failedRecords.list({}, { limit: 5 });
    expect(items.map(({ code, message }) => [code, message])).toEqual([
      ['rejected_by_target', 'ScheduleHub refused the record without saying why.'],
    ]);
  });
});

describe('a source without key columns', () => {
  it('closes the failed record when its row is mended', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ keyColumns: [], rows: partRows(5) }));
    await addEntity(flow, partEntity());
    table.rows = table.rows.map((row) => (row['ID'] === 'P02' ? { ...row, QTY: 'many' } : row));
    expect(did(await flow.sync('part'))).toEqual({ inserted: 4, failed: 1 });
    table.rows = table.rows.map((row) => (row['ID'] === 'P02' ? { ...row, QTY: 2 } : row));
    expect(did(await flow.sync('part'))).toEqual({ inserted: 1, skipped: 4 });
    const counts = await flow.engine.services.store.failedRecords.counts();
    expect([counts.open, counts.superseded]).toEqual([0, 1]);
  });

  it('never deletes while a row failed that cannot be told from the absent ones', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ keyColumns: [], rows: partRows(5) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = table.rows.map((row) => (row['ID'] === 'P02' ? { ...row, ID: null } : row));
    const batch = await flow.sync('part');
    expect(did(batch)).toEqual({ failed: 1, skipped: 4 });
    expect(Object.keys(flow.held('part'))).toHaveLength(5);
    expect(batch.warnings.join()).toMatch(/Deletes were not looked for/);
  });
});
