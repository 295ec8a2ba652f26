import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCaller, listOf, partFile } from './run-here.ts';

const ROWS = [
  { PART_NO: ' ab-1 ', SITE: 'S1 ', QTY: '1,234.50', DUE: '08.12.2025 10:00', ROWVERSION: 7 },
  { PART_NO: null, SITE: 'S1', QTY: 'many', DUE: '31.02.2025 10:00', ROWVERSION: 8 },
];

describe('mapping preview', () => {
  it('shows every layer, the hashes and the errors of each row, in order, without a state', async () => {
    const caller = createCaller();
    const file = caller.write('part.json', partFile());
    const input = caller.write('rows.json', ROWS);
    const { code, json } = await caller.run('mapping', 'preview', file, '--input', input, '--json');
    expect(code).toBe(0);
    expect(json).toHaveLength(2);
    expect(json[0]).toMatchObject({
      raw: ROWS[0],
      layers: {
        type_coercion: { PART_NO: ' ab-1 ' },
        string: { PART_NO: 'ab-1', SITE: 'S1' },
        numeric: { QTY: 1234.5 },
        datetime: { DUE: '2025-12-08T09:00:00Z' },
        mapping: { item_number: 'AB-1' },
      },
      mapped: { item_number: 'AB-1', site: 'S1', quantity: 1234.5, due: '2025-12-08T09:00:00Z' },
      reference: 'item_number=AB-1 | site=S1',
      rowversion: '7',
      errors: [],
    });
    expect(json[0].bk_hash).toMatch(/^[0-9a-f]{32}$/);
    expect(json[0].data_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(json[1]).toMatchObject({ mapped: null, bk_hash: null, data_hash: null });
    expect(listOf(json[1].errors).map((error) => [error.stage, error.code, error.field])).toEqual([
      ['normalize', 'not_a_number', 'QTY'],
      ['normalize', 'impossible_date', 'DUE'],
    ]);
    expect(existsSync(join(caller.dataDir, 'syncflow.db'))).toBe(false);
  });

  it('previews an imported entity by name, from CSV, and for people', async () => {
    const caller = createCaller();
    await caller.run('entity', 'import', caller.write('part.json', partFile()));
    const input = caller.write('rows.csv', 'PART_NO;SITE;QTY;DUE;ROWVERSION\nab-1;S1;12;2025-12-08;7\n;S1;x;;8\n');
    const { stdout } = await caller.run('mapping', 'preview', 'part', '--input', input);
    expect(stdout).toContain('Row 1: item_number=AB-1 | site=S1');
    expect(stdout).toContain('error: normalize, not_a_number, QTY');
    expect(stdout).toContain('2 rows, 1 row with errors.');
  });

  it('guesses the columns from the sample where the file has none', async () => {
    const caller = createCaller();
    const source = { api: 'parts' };
    const file = caller.write('part.json', partFile({ source }));
    const input = caller.write('rows.json', [{ PART_NO: 'a', SITE: 'S1', QTY: '(5)', DUE: '2025-12-08' }]);
    const { json } = await caller.run('mapping', 'preview', file, '--input', input, '--json');
    expect(json[0].mapped).toEqual({ item_number: 'A', site: 'S1', quantity: -5, due: '2025-12-08T00:00:00Z' });
  });
});

describe('mapping check', () => {
  it('finds a sound file sound', async () => {
    const caller = createCaller();
    const { code, json } = await caller.run('mapping', 'check', caller.write('part.json', partFile()), '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({ entity: 'part', is_valid: true, problems: [] });
    expect(json.notes).toEqual(['the fields of ScheduleHub, because no connection to it is configured.']);
  });

  it('lists all problems at once, each with its path and what to do', async () => {
    const caller = createCaller();
    const file = caller.write('part.json', partFile({
      mappings: [
        { source_field: 'PART_NO', target_field: 'item_number', transformations: [{ op: 'replace', pattern: '(', with: '' }] },
        { source_field: 'SITE', target_field: 'site', validation: { pattern: '[' } },
        { source_field: 'NOWHERE', target_field: 'quantity' },
      ],
    })); // prettier-ignore
    const { code, json } = await caller.run('mapping', 'check', file, '--json');
    expect(code).toBe(2);
    expect(listOf(json.problems).map((problem) => [problem.kind, problem.path])).toEqual([
      ['compile', 'mappings[0]'],
      ['compile', 'mappings[1]'],
      ['source', 'mappings[2].source_field'],
    ]);
    for (const problem of listOf(json.problems)) expect(problem.hint).not.toBe('');
  });

  it('checks parents against the imported entities: key, type and circle', async () => {
    const caller = createCaller();
    const parent = partFile({ parents: [] });
    await caller.run('entity', 'import', caller.write('part.json', parent));
    const child = (fields: object, type = 'string') =>
      partFile({
        name: 'stock',
        business_key: ['item'],
        parents: [{ entity: 'part', fields }],
        mappings: [
          { source_field: 'PART_NO', target_field: 'item', type },
          { source_field: 'SITE', target_field: 'place' },
        ],
      });
    const check = async (file: object): Promise<string[]> => {
      const { json } = await caller.run('mapping', 'check', caller.write('x.json', file), '--json');
      return listOf(json.problems).map((problem) => `${String(problem.path)}: ${String(problem.message)}`);
    };
    expect(await check(child({ item_number: 'item', site: 'place' }))).toEqual([]);
    expect(await check(child({ item_number: 'item' }))).toEqual([
      'parents[0].fields: no field is named for site of part',
    ]);
    expect(await check(child({ item_number: 'item', site: 'place' }, 'integer'))).toEqual([
      'parents[0].fields.item_number: item is of type integer, but item_number of part is of type string',
    ]);
    await caller.run('entity', 'import', caller.write('x.json', child({ item_number: 'item', site: 'place' })));
    const circular = await check(partFile({ parents: [{ entity: 'stock', fields: { item: 'item_number' } }] }));
    expect(circular).toEqual([expect.stringContaining('part -> stock -> part')]);
  });
});

describe('mapping infer', () => {
  it('proposes columns, fields and a draft that checks sound', async () => {
    const caller = createCaller();
    const input = caller.write('Stocked Parts.csv', 'PartNo,Qty,Due\nA,1,2025-12-08\nB,2,2025-12-09\n');
    const { code, json } = await caller.run('mapping', 'infer', '--input', input, '--json');
    expect(code).toBe(0);
    expect(listOf(json.columns).map((column) => [column.name, column.type])).toEqual([
      ['PartNo', 'VARCHAR2'],
      ['Qty', 'NUMBER'],
      ['Due', 'DATE'],
    ]);
    expect(json.entity).toMatchObject({ name: 'stocked_parts', business_key: ['part_no'] });
    const draft = caller.write('draft.json', json.entity);
    expect((await caller.run('mapping', 'check', draft)).code).toBe(0);
    expect((await caller.run('mapping', 'infer', '--input', input)).stdout).toContain('part_no');
  });
});

describe('mapping import and export', () => {
  it('takes over changed rules as a new version, and nothing when a rule is wrong', async () => {
    const caller = createCaller();
    await caller.run('entity', 'import', caller.write('part.json', partFile()));
    const { json: exported } = await caller.run('mapping', 'export', 'part', '--json');
    expect(exported).toMatchObject({ entity: 'part', version: 1 });
    const same = await caller.run('mapping', 'import', 'part', '--input', caller.write('m.json', exported), '--json');
    expect(same.json).toMatchObject({ status: 'unchanged', version: 1 });

    const changed = [...listOf(exported.mappings), { source_field: 'DUE', target_field: 'due_day', type: 'date' }];
    const next = await caller.run('mapping', 'import', 'part', '--input', caller.write('m.json', changed), '--json');
    expect(next.json).toMatchObject({ status: 'imported', version: 2 });

    const wrong = [...changed, { source_field: 'DUE', target_field: 'x', type: 'moon' }];
    const refused = await caller.run('mapping', 'import', 'part', '--input', caller.write('m.json', wrong), '--json');
    expect(refused.code).toBe(2);
    expect(listOf(refused.json.rules).at(-1)).toMatchObject({ index: 5, target_field: 'x', status: 'refused' });
    expect(refused.json.rules[5].problems[0].path).toBe('mappings[5].type');

    const keyless = await caller.run('mapping', 'import', 'part', '--input', caller.write('m.json', changed.slice(2)));
    expect(keyless.code).toBe(2);
    expect(keyless.stdout).toContain('Nothing was imported');
    expect((await caller.run('mapping', 'export', 'part', '--json')).json.version).toBe(2);
  });
});
