// Page workers against the plain stages: the same rows, rejects and bytes, on random rows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnSchema, type EntityFile } from '../../../engine/contract/entity.ts';
import { createRowReader } from '../../../engine/pipeline/known-rows.ts';
import { createPageSealer } from '../../../engine/pipeline/seal-page.ts';
import {
  setupOf,
  sealedByBytes,
  toBody,
  fromJson,
  expectSame,
  parentsIn,
  COLUMNS,
  PARENT_RULES,
  sourceOf,
  rawRow,
  spelledRow,
} from './seal-page-sources.ts';

describe('a sealed page', () => {
  const VARIANTS: Readonly<Record<string, Partial<EntityFile>>> = {
    'with plain fields': {},
    'that rejects drifted rows': { source: { api: 'things', on_drift: 'reject_row' } },
    'with fields that the hash leaves out': { delta: { exclude_from_hash: ['note'] } },
    'without the first and the last field in its hash': { delta: { exclude_from_hash: ['code', 'weight_text'] } },
    'with a field that reads other columns': {
      mappings: [
        { source_field: 'ID', target_field: 'id', type: 'integer' },
        { source_field: 'CODE', target_field: 'code', transformations: [{ op: 'template', text: '{value}-{FLAG}' }] },
      ],
    },
    'with numbers and texts of all kinds in its key': { business_key: ['weight', 'note', 'id'] },
    'with an expression': {
      mappings: [
        { source_field: 'ID', target_field: 'id', type: 'integer' },
        { source_field: 'CODE', target_field: 'code', transformations: [{ op: 'expression', jsonata: 'value & "!"' }] },
      ],
    },
  };
  it.each(Object.entries(VARIANTS))('%s is what the plain stages make of it', async (name, more) => {
    const source = sourceOf(more);
    let identified = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(rawRow, { maxLength: 12 }), async (rows) => {
        // As they come from a page, where -0 and lone surrogates are what JSON makes of them.
        const body = toBody(rows);
        const items = fromJson(body);
        identified += await expectSame(source, items, body);
      }),
      { numRuns: name.includes('expression') ? 40 : 100 },
    );
    expect(identified).toBeGreaterThan(20);
  });

  it.each([
    ['with plain fields', {}],
    ['with an expression', VARIANTS['with an expression'] ?? {}],
  ])('%s names the parents that stage 7 finds', async (_what, more) => {
    const plain = sourceOf(more);
    const fields = plain.entity.mappings.map((mapping) => mapping.target_field);
    const parentRules = PARENT_RULES.filter(({ childFields }) => childFields.every((field) => fields.includes(field)));
    const source = { ...plain, parentRules };
    const found = { none: 0, incomplete: 0, key: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(rawRow, { maxLength: 12 }), async (rows) => {
        const body = toBody(rows);
        await expectSame(source, fromJson(body), body);
        for (const name of (await sealedByBytes(source, body)).parents.flat()) {
          found[name === 'none' || name === 'incomplete' ? name : 'key'] += 1;
        }
      }),
      { numRuns: 100, seed: 5 },
    );
    expect(found.key).toBeGreaterThan(20);
    expect(Math.min(found.none, found.incomplete)).toBeGreaterThan(
      parentRules.length === PARENT_RULES.length ? 20 : -1,
    );
  });

  it('names the parents of page after page, whatever the memory held before', async () => {
    const source = { ...sourceOf(), parentRules: PARENT_RULES };
    const sealer = createPageSealer(setupOf(source), null);
    const { scanner, memory } = sealer;
    const read = createRowReader({ exactText: false, rulesTag: 7, index: null, scanner, memory });
    for (const [at, rows] of fc.sample(fc.array(rawRow, { maxLength: 60 }), { seed: 2, numRuns: 30 }).entries()) {
      const body = toBody(rows);
      const reading = read({ body: Buffer.from(body), contentType: '' });
      if (!reading.ok) throw new Error(reading.what);
      const { page } = await sealer.seal(reading.value.rows);
      expect([at, parentsIn(page.rows)]).toEqual([at, (await sealedByBytes(source, body)).parents]);
      const { outgoing, drafts } = page.rows;
      // Safe: the sealer made them, on memory that is not shared.
      sealer.reuse({ outgoing: outgoing.buffer as ArrayBuffer, drafts: drafts.buffer as ArrayBuffer });
    }
  });

  it('answers values that come again from memory as it answered them first', async () => {
    const rows = fc.sample(rawRow, { seed: 7, numRuns: 300 });
    const items = fromJson(toBody([...rows, ...rows.toReversed(), ...rows]));
    expect(await expectSame(sourceOf(), items)).toBeGreaterThan(30);
  });

  it.each([false, true])('reads every spelling of a value as the parser does (exact text: %s)', async (exactText) => {
    const source = { ...sourceOf(), keyColumns: ['ID', 'CODE'], exactText, parentRules: PARENT_RULES };
    const space = fc.constantFrom('', ' ');
    let identified = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(spelledRow, { minLength: 2, maxLength: 12 }), space, async (rows, gap) => {
        const items = rows.map((row) => {
          const members = Object.entries(row).map(([name, token]) => `"${name}":${gap}${token}`);
          return `{${members.join(`,${gap}`)}}`;
        });
        const body = `{"items":[${items.join(`,${gap}`)}],"page_size":9,"has_more":false}`;
        identified += await expectSame(source, fromJson(body, exactText), body);
      }),
      { numRuns: 150 },
    );
    expect(identified).toBeGreaterThan(100);
  });

  it('takes clean rows the short way, without parsing them', async () => {
    const source = sourceOf();
    const rows = fc.sample(rawRow, { seed: 11, numRuns: 400 }).map(({ EXTRA: _extra, ...row }) => row);
    const body = toBody(rows);
    const { scanner, memory, seal } = createPageSealer(setupOf(source), null);
    const read = createRowReader({ exactText: false, rulesTag: 7, index: null, scanner, memory });
    const reading = read({ body: Buffer.from(body), contentType: '' });
    if (!reading.ok) throw new Error(reading.what);
    let parsed = 0;
    const itemAt = (rowNo: number) => {
      parsed += 1;
      return reading.value.rows.itemAt(rowNo);
    };
    const { page } = await seal({ ...reading.value.rows, itemAt });
    expect(page.rows.count).toBeGreaterThan(100);
    expect(parsed).toBe(rows.length - page.rows.count);
  });

  it('forgets and begins anew where a column has more values than are remembered', async () => {
    const row = { CODE: 'a', NOTE: 'n', PRICE: '$1', WEIGHT: 1, MADE: '2025-01-01', FLAG: 'Y' };
    const items = Array.from({ length: 20_000 }, (_, at) => ({
      ID: at,
      ...row,
      // These come again at once, those when it is too late.
      NOTE: ` n${Math.floor(at / 2)} `,
      PRICE: `$${at % 12_000}.50`,
      RV: at,
    }));
    expect(await expectSame(sourceOf(), items)).toBe(items.length);
  });

  it('names rows by the values of their keys, in plain digits and as they stand', async () => {
    const any = columnSchema.parse({ name: 'WEIGHT', type: 'NUMBER' });
    const source = {
      ...sourceOf({ business_key: ['note', 'weight', 'is_on', 'id'] }),
      columns: COLUMNS.map((column) => (column.name === 'WEIGHT' ? any : column)),
    };
    const row = { CODE: 'a', PRICE: '1', MADE: '2025-01-01', FLAG: 'Y', RV: 1 };
    const weights = ['1e21', '1e-7', '-0.5', '-0', '9007199254740993', '0.1234567890123456789', '15e2'];
    const notes = ['a', '"q" \\\\ | weight=1', 'tab\tx', 'Écrou 螺母', '', ' '];
    const items = weights.flatMap((weight, nth) =>
      notes.map((note, at) => {
        const { WEIGHT: _weight, ...others } = { ID: nth * 10 + at, ...row, NOTE: note, WEIGHT: null };
        return `${JSON.stringify(others).slice(0, -1)},"WEIGHT":${weight}}`;
      }),
    );
    const body = `{"items":[${items.join(',')}],"page_size":99,"has_more":false}`;
    expect(await expectSame(source, fromJson(body), body)).toBe(items.length);
    const references = (await sealedByBytes(source, body)).rows.map(({ reference }) => reference);
    expect(references[0]).toBe('note=a | weight=1000000000000000000000 | is_on=true | id=0');
    expect(references).toContain('note=a | weight=0.0000001 | is_on=true | id=10');
    expect(references).toContain('note=a | weight=9007199254740993 | is_on=true | id=40');
  });

  it.each([
    ['all of its fields', {}],
    ['some of its fields', { exclude_from_hash: ['code'] }],
  ])('hashes %s of a row that is larger than all before it', async (_what, delta) => {
    const row = { CODE: 'a', PRICE: '1', WEIGHT: 1, MADE: '2025-01-01', FLAG: 'Y', RV: 1 };
    const lengths = [3, 5000, 40_000, 2, 70_000, 200_000, 1, 300_000, 300_100, 8];
    const items = lengths.map((length, at) => ({ ID: at, ...row, NOTE: 'né'.repeat(length) }));
    expect(await expectSame({ ...sourceOf({ delta }), parentRules: PARENT_RULES }, items)).toBe(items.length);
  });

  it('takes rows whose columns come in another order, or not at all, as the plain stages do', async () => {
    const clean = { ID: 1, CODE: 'a', NOTE: 'n', PRICE: '1', WEIGHT: 1, MADE: '2025-01-01', FLAG: 'Y', RV: 1 };
    const turned = Object.fromEntries(Object.entries({ ...clean, ID: 2 }).toReversed());
    const { NOTE: _note, ...short } = { ...clean, ID: 3 };
    expect(await expectSame(sourceOf(), [clean, turned, short, { ...clean, ID: 4 }])).toBe(4);
  });
});
