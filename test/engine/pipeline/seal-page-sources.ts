// Random rows of an entity that has a field of every kind, and what the plain stages and page workers make of them.

import fc from 'fast-check';
import { expect } from 'vitest';
import { readPageHead } from '../../../engine/clients/apismith-answers.ts';
import {
  columnSchema,
  entitySchema,
  type Column,
  type Entity,
  type EntityFile,
} from '../../../engine/contract/entity.ts';
import type { IndexMemory, LedgerIndex } from '../../../engine/ledger/ledger-index.ts';
import { compilePlan, type PlanOptions } from '../../../engine/normalize/compile-plan.ts';
import { createRowValidator } from '../../../engine/normalize/row-validator.ts';
import { createRowReader, plainRows, type PageRows } from '../../../engine/pipeline/known-rows.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import { keysInOrder, openSealedRows, placesInOrder } from '../../../engine/pipeline/sealed-rows.ts';
import { createPageSealer, type PageSealer, type SealSetup } from '../../../engine/pipeline/seal-page.ts';
import type { ParentRule } from '../../../engine/record/operation.ts';
import { rowversionKind } from '../../../engine/record/rowversion.ts';
import { parseLossless } from '../../../engine/record/lossless-json.ts';
import type { RejectedRecord } from '../../../engine/record/rejected-record.ts';
import { PARENT, type SealedRows } from '../../../engine/record/sealed-page.ts';
import type { FetchedRecord, IdentifiedRow, RawRow, RawValue } from '../../../engine/record/shapes.ts';
import { hashSourceKey, sourceKeyOf } from '../../../engine/record/source-key.ts';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { validatePage } from '../../../engine/stages/3-validate.ts';
import { mapPage } from '../../../engine/stages/4-map.ts';
import { identifyPage } from '../../../engine/stages/5-identify.ts';
import { parentOf } from '../../../engine/stages/7-resolve.ts';

export interface Source {
  readonly entity: Entity;
  readonly columns: readonly Column[];
  readonly planOptions: PlanOptions;
  readonly keyColumns: readonly string[];
  readonly exactText?: boolean;
  readonly parentRules?: readonly ParentRule[];
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
    parents: identified.passed.map(({ identity }) =>
      (source.parentRules ?? []).map((rule) => {
        const parent = parentOf(rule, identity.data);
        return parent.kind === 'key' ? parent.key.bkHash : parent.kind;
      }),
    ),
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

export function setupOf(source: Source): SealSetup {
  const { rowversionField: field, rowversionType: type } = source.planOptions;
  const rowversion = field === null ? null : { field, kind: rowversionKind(type ?? 'VARCHAR2') };
  const { exactText = false, parentRules = [] } = source;
  return { ...source, mappingVersion: 3, rowversion, exactText, parentRules };
}

/** The same page through the bytes that a page worker hands over; every row is parsed. */
export async function sealed(source: Source, body: string, index: IndexMemory | null = null) {
  const sealer = createPageSealer(setupOf(source), index);
  return sealedRows(source, body, { rows: plainRows(fromJson(body, source.exactText)), sealer });
}

/** The same where rows are known by their bytes, and the clean ones take the short way. */
export async function sealedByBytes(
  source: Source,
  body: string,
  { index = null, rulesTag = 7 }: { index?: LedgerIndex | null; rulesTag?: number } = {},
) {
  const sealer = createPageSealer(setupOf(source), index);
  const { scanner, memory } = sealer;
  const read = createRowReader({ exactText: source.exactText ?? false, rulesTag, index, scanner, memory });
  const reading = read({ body: Buffer.from(body), contentType: '' });
  if (!reading.ok) throw new Error(reading.what);
  const head = readPageHead(reading.value.envelope, null);
  return { ...(await sealedRows(source, body, { rows: reading.value.rows, sealer })), head };
}

async function sealedRows(
  source: Source,
  body: string,
  { rows: pageRows, sealer }: { readonly rows: PageRows; readonly sealer: PageSealer },
) {
  const { page, summary } = await sealer.seal(pageRows);
  const plan = compilePlan(source.entity, source.columns, source.planOptions);
  // All that opening the rows asks of a run.
  const run = { entity: source.entity, plan, exactText: source.exactText ?? false } as unknown as Run;
  const rows = openSealedRows(run, { ...page, body: Buffer.from(body) });
  const keys = Buffer.from(keysInOrder(page.rows, placesInOrder(page.rows))).toString('hex');
  expect(keys).toBe(rows.map(({ identity }) => identity.bkHash).join(''));
  return {
    rows: rows.map(whole),
    parents: parentsIn(page.rows),
    rejected: page.rejected,
    drift: page.drift,
    counts: page.figures.map(({ rowsIn, rowsOut, failed }) => [rowsIn, rowsOut, failed]),
    page,
    summary,
    fingerprints: rows.map((row) => row.identity.fingerprint),
  };
}

/** What each row says of its parents, in the order of the page. */
export function parentsIn(rows: SealedRows): readonly (readonly string[])[] {
  const { parents, count } = rows;
  if (parents === null) return Array.from({ length: count }, () => []);
  const rules = parents.kinds.length / Math.max(1, count);
  const nameOf = (at: number): string => {
    if (parents.kinds[at] === PARENT.key)
      return Buffer.from(parents.keys.subarray(at * 16, at * 16 + 16)).toString('hex');
    return parents.kinds[at] === PARENT.none ? 'none' : 'incomplete';
  };
  return Array.from(placesInOrder(rows), (place) =>
    Array.from({ length: rules }, (_, rule) => nameOf(place * rules + rule)),
  );
}

/** Every value of a row, in the order of its keys, as failed records would keep it. */
export function whole({ raw, sourceKey, normalized, identity }: IdentifiedRow) {
  const { bkHash, dataHash, businessKey, reference, rowversion, data, dataJson } = identity;
  const texts = [raw, normalized, data].map((shape) => JSON.stringify(shape));
  return { sourceKey, bkHash, dataHash, businessKey, reference, rowversion, dataJson, texts };
}

export function toBody(items: readonly RawRow[]): string {
  return JSON.stringify({ items, page_size: items.length, has_more: false });
}

export function fromJson(body: string, exactText = false): readonly RawRow[] {
  // Safe: toBody wrote it.
  return (parseLossless(body, { exactText }) as { readonly items: readonly RawRow[] }).items;
}

/** Both ways of a page worker against the plain stages; gives how many rows passed. */
export async function expectSame(source: Source, items: readonly RawRow[], body = toBody(items)): Promise<number> {
  const expected = await plainly(source, items);
  const order = (rejects: readonly RejectedRecord[]) => rejects.map((one) => JSON.stringify(one)).sort();
  const parsed = await sealed(source, body);
  for (const actual of [parsed, await sealedByBytes(source, body)]) {
    expect(actual.rows).toEqual(expected.rows);
    expect(actual.parents).toEqual(expected.parents);
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

export const COLUMNS: readonly Column[] = [
  { name: 'ID', type: 'NUMBER', precision: 10, scale: 0 },
  { name: 'CODE', type: 'VARCHAR2', length: 12 },
  { name: 'NOTE', type: 'CLOB' },
  { name: 'PRICE', type: 'VARCHAR2', length: 20 },
  { name: 'WEIGHT', type: 'NUMBER', precision: 30, scale: 10 },
  { name: 'MADE', type: 'DATE' },
  { name: 'FLAG', type: 'CHAR', length: 1 },
  { name: 'RV', type: 'NUMBER' },
].map((column) => columnSchema.parse(column));

/** Parents under keys of one part and of several, some of which may be null; one is of the entity itself. */
export const PARENT_RULES: readonly ParentRule[] = [
  { entity: 'price_list', parentFields: ['weight', 'price'], childFields: ['weight', 'price'] },
  { entity: 'note', parentFields: ['text'], childFields: ['note'] },
  { entity: 'kind', parentFields: ['on', 'at', 'weight'], childFields: ['is_on', 'made_at', 'weight_text'] },
  { entity: 'thing', parentFields: ['code', 'id'], childFields: ['code', 'id'] },
];

export function sourceOf(more: Partial<EntityFile> = {}): Source {
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
export const rawRow: fc.Arbitrary<RawRow> = fc.record(
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
export const spelledRow = rawRow.chain(({ EXTRA: _extra, WEIGHT, ...row }) =>
  fc.record({
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, spelled(value)])),
    WEIGHT: fc.oneof(
      spelled(WEIGHT ?? null),
      fc.constantFrom('9007199254740993', '-0', '0.10', '1234567890123456', '12345678901234.5', '-1E+2', '1e400'),
    ),
  }),
);
