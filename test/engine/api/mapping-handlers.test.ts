// Designing a mapping through the router: samples, suggestions, the preview as somebody types.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

let flow: Flow;
let test: TestApi;
beforeEach(async () => {
  flow = await startFlow();
  flow.servers.addTable(partsTable({ rows: partRows(30), rowversionType: 'NUMBER' }));
  await addEntity(flow, partEntity());
  test = createTestApi(flow.engine.services);
});
afterEach(async () => {
  await test.close();
  await flow.close();
});

describe('a sample', () => {
  it('of an uploaded file gives columns, a suggestion and a draft, without any network', async () => {
    await flow.servers.close();
    const file = new File(['ID;NAME;QTY\nP1;Bolt;12\nP2;Nut;7\n'], 'my parts.csv');
    const sample = await test.client.mapping.infer({ file });
    expect(sample.columns.map(({ name, field_type }) => [name, field_type])).toEqual([
      ['ID', 'string'],
      ['NAME', 'string'],
      ['QTY', 'integer'],
    ]);
    expect(sample.rows).toEqual([
      { ID: 'P1', NAME: 'Bolt', QTY: '12' },
      { ID: 'P2', NAME: 'Nut', QTY: '7' },
    ]);
    expect(sample.entity).toMatchObject({ name: 'my_parts', business_key: ['id'] });
    expect(sample.target_fields).toBeNull();
  });

  it('says what could not be told when ScheduleHub cannot be asked', async () => {
    await flow.servers.close();
    const sample = await test.client.mapping.infer({ file: new File(['ID\n1\n'], 'a.csv'), target_entity: 'part' });
    expect(sample.notes[0]).toContain('ScheduleHub');
  });

  it('of an unknown kind is refused with its name', async () => {
    const refused = await test.refusal(test.client.mapping.infer({ file: new File(['x'], 'parts.docx') }));
    expect(refused).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
    expect(refused.message).toContain('parts.docx');
  });

  it('is pinned from an API, and the draft reads from it', async () => {
    const sample = await test.client.mapping.fetch_sample({ api: 'parts', limit: 5 });
    expect([sample.rows.length, sample.rows_read]).toEqual([5, 5]);
    expect(sample.entity?.source).toMatchObject({ api: 'parts', rowversion_field: 'RV' });
    expect(sample.entity?.source.columns).toBeUndefined();
  });
});

describe('the preview', () => {
  const entity = entitySchema.parse(partEntity());

  it('shows the value after every layer, and the first error', async () => {
    const rows = [
      { ID: ' P1 ', NAME: 'x', QTY: '1,000' },
      { ID: 'P2', NAME: null, QTY: 'many' },
    ];
    const preview = await test.client.mapping.preview({ entity, rows });
    expect(preview.problems).toEqual([]);
    expect(preview.rows[0]).toMatchObject({ mapped: { id: 'P1', name: 'x', qty: 1000 }, reference: 'id=P1' });
    expect(preview.rows[0]?.layers.string).toMatchObject({ ID: 'P1' });
    expect(preview.rows[1]).toMatchObject({ mapped: null, errors: [{ code: 'not_a_number', field: 'QTY' }] });
  });

  it('sets a field aside that does not compile, and shows the rest', async () => {
    const [id, name, qty] = entity.mappings;
    const broken = { ...name!, transformations: [{ op: 'replace' as const, pattern: '(', with: '' }] };
    const preview = await test.client.mapping.preview({
      entity: { ...entity, mappings: [id!, broken, qty!] },
      rows: [{ ID: 'P1', NAME: 'x', QTY: '2' }],
    });
    expect(preview.problems).toMatchObject([{ path: 'mappings[1]' }]);
    expect(preview.rows[0]?.mapped).toEqual({ id: 'P1', qty: 2 });
  });
});

describe('both systems', () => {
  it('offer their APIs and entities to choose from', async () => {
    const { apis, total } = await test.client.mapping.list_apis({});
    expect([total, apis[0]?.slug, apis[0]?.key_columns]).toEqual([1, 'parts', ['ID']]);
    const { targets } = await test.client.mapping.list_targets({});
    expect(targets.map((target) => target.name)).toContain('part');
  });

  it('tell what drifted since the entity last saw its API', async () => {
    expect(await test.client.mapping.drift({ name: 'part' })).toMatchObject({
      is_known: false,
      changes: [],
      columns: [],
    });
    await flow.sync('part');
    const table = flow.servers.apismith.tables.get('parts')!;
    table.columns = [...table.columns, { name: 'COLOR', type: 'VARCHAR2' }];
    expect(await test.client.mapping.drift({ name: 'part' })).toMatchObject({
      is_known: true,
      changes: ['column COLOR is new'],
      columns: [{ column: 'COLOR', change: 'new', before: null, after: 'VARCHAR2', rules: [], is_key: false }],
    });
    table.columns = [
      { name: 'ID', type: 'NUMBER' },
      { name: 'NAME', type: 'VARCHAR2' },
    ];
    const { columns, columns_now: now } = await test.client.mapping.drift({ name: 'part' });
    expect(columns).toMatchObject([
      { column: 'QTY', change: 'gone', rules: ['qty'], is_key: false },
      { column: 'RV', change: 'gone', rules: [] },
      { column: 'ID', change: 'retyped', before: 'VARCHAR2', after: 'NUMBER', rules: ['id'], is_key: true },
    ]);
    expect(now.map((column) => column.name)).toEqual(['ID', 'NAME']);
  });
});
