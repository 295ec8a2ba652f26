import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityFile } from '../../../engine/contract/entity.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { cleanString } from '../../../engine/normalize/2-string.ts';
import { previewRow } from '../../../engine/normalize/preview.ts';
import { bkHash } from '../../../engine/record/bk-hash.ts';
import { dataHash } from '../../../engine/record/data-hash.ts';
import { parseLossless } from '../../../engine/record/lossless-json.ts';
import type { RawRow } from '../../../engine/record/shapes.ts';
import { column, planOf } from './support.ts';

const COLUMNS = [
  column('ID', 'NUMBER'),
  column('NAME', 'VARCHAR2'),
  column('PRICE', 'NUMBER'),
  column('COST', 'VARCHAR2'),
  column('DUE', 'DATE'),
  column('AT', 'TIMESTAMP'),
  column('ACTIVE', 'CHAR'),
  column('KEY', 'RAW'),
];
const MAPPINGS: EntityFile['mappings'] = [
  { source_field: 'NAME', target_field: 'name' },
  { source_field: 'PRICE', target_field: 'price', type: 'decimal' },
  { source_field: 'COST', target_field: 'cost', type: 'decimal' },
  { source_field: 'DUE', target_field: 'due', type: 'date' },
  { source_field: 'AT', target_field: 'at', type: 'datetime' },
  { source_field: 'ACTIVE', target_field: 'active', type: 'boolean' },
  { source_field: 'KEY', target_field: 'key' },
];
const ROW: RawRow = {
  ID: 7,
  NAME: ' Bolt\u00a0 M8 ',
  PRICE: '12345678901234567890.123456789012345678',
  COST: '($1,234.50)',
  DUE: '08-DEC-25',
  AT: '2025-12-08 09:00:00.5',
  ACTIVE: 'Y',
  KEY: '0aff',
};

function identify(plan: ReturnType<typeof planOf>, row: RawRow) {
  const { normalized } = plan.normalize(row);
  return plan.identify(plan.map(normalized, row).data, row);
}

describe('a row', () => {
  it('becomes a record with key, hashes, reference and row version', () => {
    const plan = planOf(MAPPINGS, COLUMNS, { business_key: ['name', 'id'], rowversionField: 'AT' });
    const identity = identify(plan, ROW);
    const dataJson =
      '{"active":true,"at":"2025-12-08T09:00:00.5Z","cost":-1234.5,"due":"2025-12-08","id":"7","key":"0AFF","name":"Bolt M8",' +
      '"price":"12345678901234567890.123456789012345678"}';
    expect(identity).toMatchObject({
      ok: true,
      record: {
        businessKey: '["Bolt M8","7"]',
        bkHash: bkHash('["Bolt M8","7"]'),
        dataJson,
        dataHash: dataHash(dataJson),
        reference: 'name=Bolt M8 | id=7',
        rowversion: '2025-12-08 09:00:00.5',
      },
    });
  });

  it('keeps two keys beyond a double apart', () => {
    const plan = planOf([], [column('ID', 'NUMBER')]);
    const page = parseLossless('[{"ID":9007199254740993},{"ID":9007199254740992}]') as readonly RawRow[]; // rows were written
    const hashes = page.map((row) => plan.businessKeyOf(plan.map(plan.normalize(row).normalized, row).data)?.bkHash);
    expect(new Set(hashes).size).toBe(2);
    expect(hashes).not.toContain(undefined);
  });

  it('has a data hash of all mapped fields less those excluded', () => {
    const all = identify(planOf(MAPPINGS, COLUMNS), ROW);
    const excluding = planOf(MAPPINGS, COLUMNS, { delta: { exclude_from_hash: ['at'] } });
    const one = identify(excluding, ROW);
    const other = identify(excluding, { ...ROW, AT: '2026-01-01 00:00:00' });
    if (!all.ok || !one.ok || !other.ok) throw new Error('all three rows are sound');
    expect(one.record.dataHash).toBe(other.record.dataHash);
    expect(one.record.dataHash).not.toBe(all.record.dataHash);
    expect(one.record.dataJson).toBe(all.record.dataJson);
  });

  it('without a business key is turned away naming every field that is missing', () => {
    const plan = planOf(MAPPINGS, COLUMNS, {
      business_key: ['id', 'name'],
      rowversionField: 'VERSION',
      rowversionType: 'NUMBER',
    });
    const identity = identify(plan, { ...ROW, ID: null, NAME: ' ', VERSION: 'x' });
    expect(identity).toMatchObject({
      ok: false,
      rejects: [
        { stage: 'identity', code: 'business_key_missing', field: 'id' },
        { stage: 'identity', code: 'business_key_missing', field: 'name' },
        { stage: 'identity', code: 'not_a_number', field: 'VERSION' },
      ],
    });
  });

  it('that failed elsewhere still gives its key; one that failed in its key gives none', () => {
    const plan = planOf(MAPPINGS, COLUMNS, { rowversionField: 'AT' });
    const keyOf = (row: RawRow) => plan.keyOf(plan.normalize(row).normalized, row, null);
    expect(keyOf({ ...ROW, COST: 'x' })?.reference).toBe('id=7');
    expect(keyOf({ ...ROW, ID: 'x' })).toBe(null);
    expect(plan.rowversionOf({ ...ROW, AT: 'x' })).toBe(null);
    expect(plan.rowversionOf({ ...ROW, AT: null })).toBe(null);
    const { normalized } = plan.normalize(ROW);
    expect(plan.keyOf(normalized, ROW, plan.map(normalized, ROW).data)?.reference).toBe('id=7');
  });

  it('tells all its rejects, each column once', () => {
    const plan = planOf(
      [
        ...MAPPINGS,
        { source_field: 'DUE', target_field: 'due_at', type: 'datetime' },
        { source_field: 'DUE', target_field: 'due_text' },
      ],
      COLUMNS,
    );
    const { rejects } = plan.normalize({ ...ROW, PRICE: 'x', COST: '1,2,3', DUE: '31-FEB-25', KEY: 'f' });
    expect(rejects.map(({ code, field }) => [field, code])).toStrictEqual([
      ['PRICE', 'not_a_number'],
      ['COST', 'not_a_number'],
      ['DUE', 'impossible_date'],
      ['KEY', 'not_hex'],
    ]);
  });

  it('gives each of two fields what it wants of one column', () => {
    const plan = planOf(
      [
        { source_field: 'DUE', target_field: 'day', type: 'date' },
        { source_field: 'DUE', target_field: 'at', type: 'datetime' },
        { source_field: 'DUE', target_field: 'text' },
        { source_field: 'COST', target_field: 'cost', type: 'decimal' },
        { source_field: 'COST', target_field: 'as_read' },
      ],
      COLUMNS,
      { timeZone: 'Europe/Stockholm' },
    );
    const row = { ...ROW, DUE: '2025-12-08 00:30:00' };
    const { normalized } = plan.normalize(row);
    expect(plan.map(normalized, row).data).toStrictEqual({
      id: '7',
      day: '2025-12-08',
      at: '2025-12-07T23:30:00Z',
      text: '2025-12-07T23:30:00Z',
      cost: -1234.5,
      as_read: '($1,234.50)',
    });
  });

  it('is not confused by columns named like what objects inherit', () => {
    const plan = planOf(
      [{ source_field: 'constructor', target_field: 'toString' }],
      [column('ID', 'NUMBER'), column('constructor', 'VARCHAR2')],
    );
    const mapped = (row: RawRow) => plan.map(plan.normalize(row).normalized, row).data;
    expect(Object.entries(mapped({ ID: 1 }))).toContainEqual(['toString', null]);
    expect(Object.entries(mapped({ ID: 1, constructor: 'x' }))).toContainEqual(['toString', 'x']);
  });
});

describe('the naughty strings', () => {
  const file = new URL('../../data/vectors/strings/blns.json', import.meta.url);
  // The file is in the repository: a list of strings.
  const naughty = JSON.parse(readFileSync(file, 'utf8')) as readonly string[];

  it('come out of all layers as layer 2 leaves them, and in the canonical form as they are', () => {
    const plan = planOf([{ source_field: 'NAME', target_field: 'name' }], COLUMNS);
    for (const text of naughty) {
      const row = { ID: 1, NAME: text };
      const { normalized, rejects } = plan.normalize(row);
      const mapped = plan.map(normalized, row);
      expect([...rejects, ...mapped.rejects]).toStrictEqual([]);
      expect(mapped.data['name']).toBe(cleanString(text));
      const identity = plan.identify(mapped.data, row);
      expect(identity.ok && JSON.parse(identity.record.dataJson)).toStrictEqual(mapped.data);
    }
  });
});

describe('identity', () => {
  it('does not depend on the order of columns or mappings', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(MAPPINGS, { minLength: MAPPINGS.length }),
        fc.shuffledSubarray(Object.entries(ROW), { minLength: 8 }),
        (mappings, entries) => {
          expect(identify(planOf(mappings, COLUMNS), Object.fromEntries(entries))).toMatchObject(
            withoutData(identify(planOf(MAPPINGS, COLUMNS), ROW)),
          );
        },
      ),
      { seed: 20251208 },
    );
  });

  it('does not change when normalized values are normalized again', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' a\u00a0 b\r\n', 'A\u030a', '  ', '\t'));
    const rows = fc.record({
      ID: fc.integer({ min: 1 }),
      NAME: fc.option(text),
      PRICE: fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.bigInt().map(String),
        fc.constant('1,000.50-'),
      ),
      COST: fc.oneof(
        fc.constantFrom('$5', '(1.50)', '.71', '1E3', null),
        fc.bigInt().map((int) => `${int}.000000000000000001`),
      ),
      DUE: fc.constantFrom('08-DEC-25', '2025-12-08 23:30:00', '8 December 2025', null),
      AT: fc.constantFrom('2025-03-30 02:30:00', '2025-10-26 02:30:00.123456789', '2025-12-08', '08.12.2025 09:00'),
      ACTIVE: fc.constantFrom('Y', 'n', 'TRUE', '0', null),
      KEY: fc.constantFrom('0aff', '', null),
    });
    const plan = planOf([...MAPPINGS, { source_field: 'DUE', target_field: 'due_text' }], COLUMNS, {
      timeZone: 'Europe/Stockholm',
    });
    fc.assert(
      fc.property(rows, (row) => {
        const once = plan.normalize(row);
        expect(once.rejects).toStrictEqual([]);
        for (const { key, run } of plan.lanes) {
          const value = once.normalized[key] ?? null;
          if (value !== null) expect(run(value)).toBe(value);
        }
      }),
      { seed: 20251208 },
    );
  });
});

describe('an impossible mapping', () => {
  const one = (mapping: Partial<EntityFile['mappings'][number]>): EntityFile['mappings'] => [
    { source_field: 'NAME', target_field: 'name', ...mapping },
  ];

  it.each<[string, EntityFile['mappings'], Parameters<typeof planOf>[2], RegExp]>([
    ['a target field twice', [...MAPPINGS, ...one({})], {}, /field name: two mappings/],
    [
      'a business key that nothing produces',
      [],
      { business_key: ['site'] },
      /field site: the business key names it, but no mapping/,
    ],
    ['a business key twice', [], { business_key: ['id', 'id'] }, /field id: the business key names it twice/],
    [
      'a parent found by an unknown field',
      [],
      { parents: [{ entity: 'product', fields: { number: 'nr' } }] },
      /field nr: the parent product/,
    ],
    [
      'an unknown field excluded from the hash',
      [],
      { delta: { exclude_from_hash: ['x'] } },
      /field x: it is one of the fields whose change alone sends nothing/,
    ],
    ['a name that no object can hold', one({ target_field: '__proto__' }), {}, /__proto__/],
    ['an unknown zone', [], { timeZone: 'Europe/Stokholm' }, /time zone "Europe\/Stokholm" is unknown/],
    ['a bad pattern', one({ validation: { pattern: '(' } }), {}, /field name: .*Invalid regular expression/],
    [
      'a bad replacement',
      one({ transformations: ['trim', { op: 'replace', pattern: '[', with: '' }] }),
      {},
      /field name: transformation 2 \(replace\)/,
    ],
    [
      'bad flags',
      one({ transformations: [{ op: 'replace', pattern: 'a', with: '', flags: 'q' }] }),
      {},
      /field name: transformation 1 \(replace\)/,
    ],
    [
      'a bad expression',
      one({ transformations: [{ op: 'expression', jsonata: '(1' }] }),
      {},
      /field name: transformation 1 \(expression\)/,
    ],
    [
      'a bad factor',
      one({ transformations: [{ op: 'multiply', by: 'two' }] }),
      {},
      /field name: .*"two", which is not a number/,
    ],
    [
      'a default of another type',
      one({ type: 'integer', default_value: 'none' }),
      {},
      /field name: the default "none"/,
    ],
    ['a bad minimum', one({ type: 'integer', validation: { min: 'low' } }), {}, /field name: "at least" is "low"/],
    [
      'a minimum of a text',
      one({ validation: { min: 1 } }),
      {},
      /field name: "at least" and "at most" .* are for numbers/,
    ],
    [
      'a date rule of a text',
      one({ validation: { not_after: '2025-01-01' } }),
      {},
      /field name: "not before" and "not after" are for/,
    ],
    [
      'a bad date rule',
      one({ type: 'date', validation: { not_after: 'soon' } }),
      {},
      /field name: "not after" is "soon"/,
    ],
    [
      'an enum of another type',
      one({ type: 'integer', validation: { enum: ['x'] } }),
      {},
      /field name: the values to choose from hold "x"/,
    ],
  ])('%s is refused by name', (_, mappings, more, message) => {
    const compile = () => planOf(mappings, COLUMNS, more);
    expect(compile).toThrow(EngineError);
    expect(compile).toThrow(message);
    expect(compile).toThrow(expect.objectContaining({ kind: 'usage' }) as Error); // vitest types matchers as any
  });

  it('is only refused by map where rows need mapAsync', async () => {
    const plan = planOf(
      [{ source_field: 'NAME', target_field: 'n', transformations: [{ op: 'expression', jsonata: '1' }] }],
      COLUMNS,
    );
    const { normalized } = plan.normalize(ROW);
    expect(plan.isAsync).toBe(true);
    expect(() => plan.map(normalized, ROW)).toThrow('mapped with mapAsync');
    expect((await plan.mapAsync(normalized, ROW)).data['n']).toBe('1');
    expect(plan.keyOf(normalized, ROW, null)?.reference).toBe('id=7');
  });
});

describe('the preview', () => {
  it('shows the value after every layer, and what a sync would send', async () => {
    const plan = planOf(MAPPINGS, COLUMNS, { timeZone: 'Europe/Stockholm', rowversionField: 'AT' });
    const preview = await previewRow(plan, { ...ROW, DUE: '8 December 2025' });
    expect(preview.layers.type_coercion).toMatchObject({
      ID: 7,
      NAME: ' Bolt\u00a0 M8 ',
      COST: '($1,234.50)',
      KEY: '0AFF',
    });
    expect(preview.layers.string).toMatchObject({ NAME: 'Bolt M8', COST: '($1,234.50)' });
    expect(preview.layers.numeric).toMatchObject({ COST: -1234.5, DUE: '8 December 2025' });
    expect(preview.layers.datetime).toMatchObject({ DUE: '2025-12-08', AT: '2025-12-08T08:00:00.5Z' });
    expect(preview.layers.mapping).toStrictEqual(preview.mapped);
    expect(preview).toMatchObject({
      bk_hash: bkHash('["7"]'),
      reference: 'id=7',
      rowversion: '2025-12-08 09:00:00.5',
      guessed: ['DUE'],
      errors: [],
    });
    expect(preview.data_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows the failing layer in place, and no hashes', async () => {
    const plan = planOf(MAPPINGS, COLUMNS);
    const preview = await previewRow(plan, { ...ROW, COST: '1,2,3' });
    expect(preview.layers.string['COST']).toBe('1,2,3');
    expect(preview.layers.numeric['COST']).toBe(null);
    expect(preview).toMatchObject({ mapped: null, bk_hash: null, data_hash: null, reference: null });
    expect(preview.errors).toMatchObject([{ stage: 'normalize', code: 'not_a_number', field: 'COST' }]);
    const keyless = await previewRow(plan, { ...ROW, ID: null });
    expect(keyless.errors).toMatchObject([{ stage: 'identity', code: 'business_key_missing', field: 'id' }]);
    expect(keyless.mapped).toBe(null);
  });
});

function withoutData(identity: ReturnType<typeof identify>) {
  if (!identity.ok) throw new Error('the row is sound');
  const { data: _, ...record } = identity.record;
  return { ok: true, record };
}
