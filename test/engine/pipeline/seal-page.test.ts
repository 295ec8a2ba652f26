// Page workers against the plain stages: the same rows, rejects and bytes, on random rows and on the sandbox's ERP data.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  columnSchema,
  entitySchema,
  type Column,
  type Entity,
  type EntityFile,
} from '../../../engine/contract/entity.ts';
import { loadLedgerIndex, type IndexMemory, type LedgerIndex } from '../../../engine/ledger/ledger-index.ts';
import { compilePlan, type PlanOptions } from '../../../engine/normalize/compile-plan.ts';
import { createRowValidator } from '../../../engine/normalize/row-validator.ts';
import { createRowReader, plainRows, type PageRows } from '../../../engine/pipeline/known-rows.ts';
import { ledgerFingerprint } from '../../../engine/pipeline/ledger-fingerprint.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import { openSealedRows } from '../../../engine/pipeline/sealed-rows.ts';
import { createPageSealer, type SealSetup } from '../../../engine/pipeline/seal-page.ts';
import { rowversionKind } from '../../../engine/record/rowversion.ts';
import { parseLossless } from '../../../engine/record/lossless-json.ts';
import type { RejectedRecord } from '../../../engine/record/rejected-record.ts';
import { toMovingPrint } from '../../../engine/record/raw-print.ts';
import type { FetchedRecord, Fingerprint, IdentifiedRow, RawRow, RawValue } from '../../../engine/record/shapes.ts';
import { hashSourceKey, sourceKeyOf } from '../../../engine/record/source-key.ts';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { validatePage } from '../../../engine/stages/3-validate.ts';
import { mapPage } from '../../../engine/stages/4-map.ts';
import { identifyPage } from '../../../engine/stages/5-identify.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/create-sandbox.ts';
import { createTestEngine, type TestEngine } from '../../support/test-engine.ts';

interface Source {
  readonly entity: Entity;
  readonly columns: readonly Column[];
  readonly planOptions: PlanOptions;
  readonly keyColumns: readonly string[];
  readonly exactText?: boolean;
}

/** Stages 2 to 5, one after another, as the pipeline runs them on a small read. */
async function plainly(source: Source, items: readonly RawRow[]) {
  const plan = compilePlan(source.entity, source.columns, source.planOptions);
  const validator = createRowValidator(source.columns, source.entity.source.on_drift);
  const drift = new Map<string, string>();
  // The brand is what stage 1 promises: a row as read, with its source key.
  const records = items.map((raw) => ({ raw, sourceKey: sourceKeyOf(raw, source.keyColumns) }) as FetchedRecord);
  const normalized = normalizePage(plan, records);
  const validated = validatePage({ plan, validator, drift }, normalized.passed);
  const mapped = await mapPage(plan, validated.passed);
  const identified = identifyPage(plan, mapped.passed);
  const stages = [normalized, validated, mapped, identified];
  return {
    rows: identified.passed.map(whole),
    rejected: stages.flatMap((stage) => stage.rejected),
    drift: [...drift],
    counts: stages.map((stage, at) => [
      stages[at - 1]?.passed.length ?? items.length,
      stage.passed.length,
      stage.rejected.length,
    ]),
    plan,
  };
}

function setupOf(source: Source): SealSetup {
  const { rowversionField: field, rowversionType: type } = source.planOptions;
  const rowversion = field === null ? null : { field, kind: rowversionKind(type ?? 'VARCHAR2') };
  return { ...source, mappingVersion: 3, rowversion, exactText: source.exactText ?? false };
}

/** The same page through the bytes that a page worker hands over; every row is parsed. */
async function sealed(source: Source, body: string, index: IndexMemory | null = null) {
  return sealedRows(source, body, { rows: plainRows(fromJson(body, source.exactText)), index });
}

/** The same where rows are known by their bytes, and the clean ones take the short way. */
async function sealedByBytes(
  source: Source,
  body: string,
  { index = null, rulesTag = 7 }: { index?: LedgerIndex | null; rulesTag?: number } = {},
) {
  const { scanner } = createPageSealer(setupOf(source), index);
  const read = createRowReader({ exactText: source.exactText ?? false, rulesTag, index, scanner });
  const reading = read({ body: Buffer.from(body), contentType: '' }, null);
  if (!reading.ok) throw new Error(reading.what);
  return { ...(await sealedRows(source, body, { rows: reading.value.rows, index })), head: reading.value.head };
}

async function sealedRows(
  source: Source,
  body: string,
  { rows: pageRows, index }: { readonly rows: PageRows; readonly index: IndexMemory | null },
) {
  const { page, summary } = await createPageSealer(setupOf(source), index).seal(pageRows);
  const plan = compilePlan(source.entity, source.columns, source.planOptions);
  // All that opening the rows asks of a run.
  const run = { entity: source.entity, plan, exactText: source.exactText ?? false } as unknown as Run;
  const rows = openSealedRows(run, { ...page, body: Buffer.from(body) });
  return {
    rows: rows.map(whole),
    rejected: page.rejected,
    drift: page.drift,
    counts: page.figures.map(({ rowsIn, rowsOut, failed }) => [rowsIn, rowsOut, failed]),
    page,
    summary,
    fingerprints: rows.map((row) => row.identity.fingerprint),
  };
}

/** Every value of a row, in the order of its keys, as failed records would keep it. */
function whole({ raw, sourceKey, normalized, identity }: IdentifiedRow) {
  const { bkHash, dataHash, businessKey, reference, rowversion, data, dataJson } = identity;
  const texts = [raw, normalized, data].map((shape) => JSON.stringify(shape));
  return { sourceKey, bkHash, dataHash, businessKey, reference, rowversion, dataJson, texts };
}

function toBody(items: readonly RawRow[]): string {
  return JSON.stringify({ items, page_size: items.length, has_more: false });
}

function fromJson(body: string, exactText = false): readonly RawRow[] {
  // Safe: toBody wrote it.
  return (parseLossless(body, { exactText }) as { readonly items: readonly RawRow[] }).items;
}

/** Both ways of a page worker against the plain stages; gives how many rows passed. */
async function expectSame(source: Source, items: readonly RawRow[], body = toBody(items)): Promise<number> {
  const expected = await plainly(source, items);
  const order = (rejects: readonly RejectedRecord[]) => rejects.map((one) => JSON.stringify(one)).sort();
  const parsed = await sealed(source, body);
  for (const actual of [parsed, await sealedByBytes(source, body)]) {
    expect(actual.rows).toEqual(expected.rows);
    expect(order(actual.rejected)).toEqual(order(expected.rejected));
    expect(new Map(actual.drift)).toEqual(new Map(expected.drift));
    expect(actual.counts).toEqual(expected.counts);
    expect(actual.summary.highest).toBe(parsed.summary.highest);
    expect(actual.summary.sourceKeys).toEqual(
      Float64Array.from(items, (raw) => hashSourceKey(sourceKeyOf(raw, source.keyColumns))).sort(),
    );
  }
  return expected.rows.length;
}

const COLUMNS: readonly Column[] = [
  { name: 'ID', type: 'NUMBER', precision: 10, scale: 0 },
  { name: 'CODE', type: 'VARCHAR2', length: 12 },
  { name: 'NOTE', type: 'CLOB' },
  { name: 'PRICE', type: 'VARCHAR2', length: 20 },
  { name: 'WEIGHT', type: 'NUMBER', precision: 30, scale: 10 },
  { name: 'MADE', type: 'DATE' },
  { name: 'FLAG', type: 'CHAR', length: 1 },
  { name: 'RV', type: 'NUMBER' },
].map((column) => columnSchema.parse(column));

function sourceOf(more: Partial<EntityFile> = {}): Source {
  const entity = entitySchema.parse({
    name: 'thing',
    source: { api: 'things' },
    business_key: ['code', 'id'],
    mappings: [
      { source_field: 'ID', target_field: 'id', type: 'integer', is_required: true },
      { source_field: 'CODE', target_field: 'code', transformations: ['uppercase'], validation: { max_length: 10 } },
      { source_field: 'NOTE', target_field: 'note', default_value: 'none' },
      { source_field: 'PRICE', target_field: 'price', type: 'decimal', validation: { min: 0 } },
      { source_field: 'WEIGHT', target_field: 'weight', type: 'decimal' },
      { source_field: 'WEIGHT', target_field: 'weight_text' },
      { source_field: 'MADE', target_field: 'made', type: 'date' },
      { source_field: 'MADE', target_field: 'made_at', type: 'datetime' },
      { source_field: 'FLAG', target_field: 'is_on', type: 'boolean' },
    ],
    ...more,
  });
  const planOptions = { timeZone: 'Europe/Stockholm', rowversionField: 'RV', rowversionType: 'NUMBER' };
  return { entity, columns: COLUMNS, planOptions, keyColumns: ['ID'] };
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 14 }),
  fc.constantFrom('', ' ', ' a  b ', 'a\u00a0b', 'é', 'e\u0301', 'x\ny', '"q"\\', '\ud800', 'tab\tx'),
);
/** Mostly what a column usually holds, now and then what it may hold too. */
const usually = (usual: fc.Arbitrary<RawValue>, other: fc.Arbitrary<RawValue>): fc.Arbitrary<RawValue> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: other });
const oneOf = (...values: readonly RawValue[]): fc.Arbitrary<RawValue> => fc.constantFrom(...values);
const rawRow: fc.Arbitrary<RawRow> = fc.record(
  {
    ID: usually(fc.integer({ min: -3, max: 30 }), oneOf(null, '12', '9007199254740993', 1.5, -0)),
    CODE: usually(oneOf('a', 'b', ' c', 'ä'), fc.oneof(text, fc.constant(null))),
    NOTE: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    PRICE: usually(oneOf('$1,234.50', '5 EUR', '', null, 7, '1.5E3'), oneOf('(100)', '12abc', '-1')),
    WEIGHT: usually(oneOf(0.1, null, 3, '0.1234567890'), fc.double({ noNaN: true, noDefaultInfinity: true })),
    MADE: usually(
      oneOf('2025-12-08', '08.12.2025', '2025-03-30 02:30:00', '08-DEC-25', null, 20251208),
      oneOf('31.02.2025', 'soon'),
    ),
    FLAG: usually(oneOf('Y', 'N', 'y', null, ''), oneOf('maybe', true)),
    RV: usually(fc.integer(), oneOf('17', '1.10', 'x', null, '', -0, 1e21)),
    EXTRA: fc.constantFrom('new', 1),
  },
  { requiredKeys: ['ID', 'CODE', 'NOTE', 'PRICE', 'WEIGHT', 'MADE', 'FLAG', 'RV'] },
);

/** A value as other serializers may write it. */
const spelled = (value: RawValue): fc.Arbitrary<string> => {
  const json = JSON.stringify(value);
  if (typeof value === 'string') {
    const escaped = json.replace(/[a-z]/i, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    return fc.constantFrom(json, json, escaped, json.replaceAll('/', '\\/'));
  }
  if (typeof value !== 'number') return fc.constant(json);
  const whole = Number.isInteger(value) && !json.includes('e') ? [`${json}.0`, `${json}e0`, `${json}.0E+0`] : [];
  return fc.constantFrom(json, json, Number(json).toExponential(), ...whole);
};
const spelledRow = rawRow.chain(({ EXTRA: _extra, WEIGHT, ...row }) =>
  fc.record({
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, spelled(value)])),
    WEIGHT: fc.oneof(
      spelled(WEIGHT ?? null),
      fc.constantFrom('9007199254740993', '-0', '0.10', '1234567890123456', '12345678901234.5', '-1E+2', '1e400'),
    ),
  }),
);

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

  it('answers values that come again from memory as it answered them first', async () => {
    const rows = fc.sample(rawRow, { seed: 7, numRuns: 300 });
    const items = fromJson(toBody([...rows, ...rows.toReversed(), ...rows]));
    expect(await expectSame(sourceOf(), items)).toBeGreaterThan(30);
  });

  it.each([false, true])('reads every spelling of a value as the parser does (exact text: %s)', async (exactText) => {
    const source = { ...sourceOf(), keyColumns: ['ID', 'CODE'], exactText };
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
    const { scanner, seal } = createPageSealer(setupOf(source), null);
    const read = createRowReader({ exactText: false, rulesTag: 7, index: null, scanner });
    const reading = read({ body: Buffer.from(body), contentType: '' }, null);
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

  it('takes rows whose columns come in another order, or not at all, as the plain stages do', async () => {
    const clean = { ID: 1, CODE: 'a', NOTE: 'n', PRICE: '1', WEIGHT: 1, MADE: '2025-01-01', FLAG: 'Y', RV: 1 };
    const turned = Object.fromEntries(Object.entries({ ...clean, ID: 2 }).toReversed());
    const { NOTE: _note, ...short } = { ...clean, ID: 3 };
    expect(await expectSame(sourceOf(), [clean, turned, short, { ...clean, ID: 4 }])).toBe(4);
  });

  it('leaves out rows whose fingerprint the ledger has, and no others', async () => {
    const source = sourceOf();
    await fc.assert(
      fc.asyncProperty(fc.array(rawRow, { minLength: 1, maxLength: 12 }), fc.nat(), async (rows, seed) => {
        const all = await sealed(source, toBody(rows));
        const known = all.rows.filter((_row, at) => ((seed >> (at % 16)) & 1) === 1);
        const prints = new Map(all.rows.map((row, at) => [row, all.fingerprints[at] ?? '']));
        const keyed = new Map(known.map((row) => [row.bkHash as string, prints.get(row) ?? '']));
        const again = await sealed(source, toBody(rows), await indexOf(keyed));
        const isKnown = (row: (typeof all.rows)[number]) => keyed.get(row.bkHash) === prints.get(row);
        expect(again.rows).toEqual(all.rows.filter((row) => !isKnown(row)));
        expect(again.page.unchanged.length).toBe(all.rows.filter(isKnown).length);
      }),
      { numRuns: 80 },
    );
  });

  it('leaves out rows whose bytes the ledger has, tells their highest row version, and reads the rest as ever', async () => {
    const source = sourceOf();
    let [known, apart] = [0, 0];
    const pages = fc.array(rawRow, { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(pages, fc.nat(), fc.boolean(), async (rows, seed, isSpaced) => {
        const text = JSON.stringify(
          { items: rows, page_size: 9, has_more: false, next_cursor: '"items":[{' },
          null,
          isSpaced ? 1 : 0,
        );
        const all = await sealedByBytes(source, text);
        const kept = all.rows.filter((_row, at) => ((seed >> (at % 16)) & 1) === 1 || seed % 3 === 0);
        const prints = new Map(all.rows.map((row, at) => [row, all.fingerprints[at] ?? '']));
        const keyed = new Map(kept.map((row) => [row.bkHash as string, prints.get(row) ?? '']));
        const index = await indexOf(keyed);
        const again = await sealedByBytes(source, text, { index });
        expect(again.head).toEqual(all.head);
        expect(again.summary.highest).toBe(all.summary.highest);
        expect(again.counts.map(([, , failed]) => failed)).toEqual(all.counts.map(([, , failed]) => failed));
        expect(again.rejected).toEqual(all.rejected);
        if (!all.page.isKnownByBytes) return;
        const isKnown = (row: (typeof all.rows)[number]) => keyed.get(row.bkHash) === prints.get(row);
        expect(again.rows).toEqual(all.rows.filter((row) => !isKnown(row)));
        expect(again.page.unchanged.length).toBe(all.rows.filter(isKnown).length);
        known += again.page.unchanged.length;
        if (again.page.unchanged.length > rows.length / 2) apart += 1;
        // Under other rules nothing is known.
        expect((await sealedByBytes(source, text, { index, rulesTag: 8 })).page.unchanged.length).toBe(0);
      }),
      { numRuns: 120 },
    );
    expect(known).toBeGreaterThan(100);
    expect(apart).toBeGreaterThan(5);
  });

  it('knows a row with moving bytes by its data, and lets one that was known by its data learn its bytes', async () => {
    const source = sourceOf();
    const rows = [1, 2].map((id) => ({
      ID: id,
      CODE: `c${id}`,
      NOTE: 'n',
      PRICE: '1',
      WEIGHT: 1,
      MADE: '2025-01-01',
      FLAG: 'Y',
      RV: 1,
    }));
    const plain = await sealed(source, toBody(rows));
    const ofData = (form: (print: Fingerprint) => string) =>
      indexOf(
        new Map(plain.rows.map((row, at) => [row.bkHash as string, form(plain.fingerprints[at] as Fingerprint)])),
      );
    expect((await sealedByBytes(source, toBody(rows), { index: await ofData(toMovingPrint) })).rows).toEqual([]);
    expect((await sealedByBytes(source, toBody(rows), { index: await ofData((print) => print) })).rows.length).toBe(2);
    expect((await sealed(source, toBody(rows), await ofData((print) => print))).rows).toEqual([]);
    expect((await sealed(source, toBody(rows), await ofData(toMovingPrint))).rows).toEqual([]);
  });

  it('has the fingerprint that the ledger gets from a row of a small read', async () => {
    const source = sourceOf();
    const items = fromJson(toBody(fc.sample(rawRow, { seed: 3, numRuns: 200 })));
    const { page } = await createPageSealer(setupOf(source), null).seal(plainRows(items));
    const plan = compilePlan(source.entity, source.columns, source.planOptions);
    const run = { entity: source.entity, plan, exactText: source.exactText ?? false } as unknown as Run;
    const rows = openSealedRows(run, { ...page, body: Buffer.from(toBody(items)) });
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const { fingerprint: _made, ...rest } = {
        ...whole(row),
        fingerprint: row.identity.fingerprint,
      };
      const plainRow = { sourceKey: row.sourceKey, identity: rest } as unknown as IdentifiedRow;
      expect(row.identity.fingerprint).toBe(ledgerFingerprint(plainRow, 3));
    }
  });
});

function indexOf(printByKey: ReadonlyMap<string, string>): Promise<LedgerIndex> {
  const blocks = [...printByKey].sort().map(([key, print]) => Buffer.from(key + print, 'hex'));
  return loadLedgerIndex(blocks.length, toStream(blocks));
}

async function* toStream(blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* blocks;
}

describe('on the ERP data of the sandbox', () => {
  let sandbox: Sandbox;
  let engine: TestEngine;
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 5, badShare: 0.05, synthetic: { rows: 1500 } });
    engine = await createTestEngine({ sandbox });
  });
  afterAll(async () => {
    await engine.close();
    await sandbox.close();
  });

  const folder = join(import.meta.dirname, '../../../sandbox/entities');
  const files = [...readdirSync(folder).filter((name) => name.endsWith('.json')), 'synthetic/synthetic_part.json'];
  it.each(files)('%s is sealed as the plain stages have it', async (file) => {
    const entity = entitySchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const client = engine.services.apismith();
    const api = await client.getApiBySlug(entity.source.api);
    const field = entity.source.rowversion_field ?? api.rowversionColumn;
    const planOptions = {
      timeZone: entity.source.time_zone ?? api.sourceTimeZone ?? 'UTC',
      rowversionField: field,
      rowversionType: api.columns.find(({ name }) => name === field)?.type ?? null,
    };
    const source = { entity, columns: api.columns, planOptions, keyColumns: api.keyColumns };
    const { items } = await client.executeApi(api.slug, { pageSize: 1500, orderBy: api.keyColumns });
    expect(await expectSame(source, items)).toBeGreaterThan(items.length / 2);
  });
});
