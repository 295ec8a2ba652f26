// Stages 2 to 5 of one page in one go, and of stage 6 the one question that most rows of a re-sync need: is the row
// unchanged? Runs in a page worker, and knows nothing of threads. Clean rows take the short way (compile-shortcut),
// all others the plain stages: both give the same rows, the same rejects and the same bytes.

import { openLedgerIndex, type LedgerIndex } from '../ledger/ledger-index.ts';
import type { Column, Entity } from '../contract/entity.ts';
import { compilePlan, type PlanOptions } from '../normalize/compile-plan.ts';
import { createRowValidator } from '../normalize/row-validator.ts';
import { bkHashOfBytes } from '../record/bk-hash.ts';
import { dataHashOfBytes } from '../record/data-hash.ts';
import { fingerprintOfBytes } from '../record/fingerprint.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import { compareRowversions, parseRowversion, type RowversionKind } from '../record/rowversion.ts';
import type { PageSummary, SealedPage, StageFigures } from '../record/sealed-page.ts';
import type { DataHash, FetchedRecord, IdentifiedRow, RawRow } from '../record/shapes.ts';
import { hashSourceKey, sourceKeyOf } from '../record/source-key.ts';
import { normalizePage } from '../stages/2-normalize.ts';
import { validatePage, type DriftReport } from '../stages/3-validate.ts';
import { mapPage } from '../stages/4-map.ts';
import { identifyPage } from '../stages/5-identify.ts';
import { HASH_SPEC } from '../stages/6-delta.ts';
import { createRowBuffer, type RowSpan } from './row-buffer.ts';

/** All that stages 2 to 5 need of a run; plain values, so that another thread can be given them. */
export interface SealSetup {
  readonly entity: Entity;
  readonly columns: readonly Column[];
  readonly planOptions: PlanOptions;
  readonly mappingVersion: number;
  readonly keyColumns: readonly string[];
  readonly rowversion: { readonly field: string; readonly kind: RowversionKind } | null;
  /** Null where rows cannot be known as unchanged by the ledger alone. */
  readonly index: Pick<LedgerIndex, 'memory' | 'places' | 'size'> | null;
}

export interface Sealed {
  readonly page: Omit<SealedPage, 'body'>;
  readonly summary: PageSummary;
}

/** Compiles the entity once; the result seals page after page. */
export function createPageSealer(setup: SealSetup): (items: readonly RawRow[]) => Promise<Sealed> {
  const plan = compilePlan(setup.entity, setup.columns, setup.planOptions);
  const validator = createRowValidator(setup.columns, setup.entity.source.on_drift);
  const shortcut = plan.createShortcut(validator);
  const index = setup.index === null ? null : openLedgerIndex(setup.index);
  const buffer = createRowBuffer();
  const head = { hashSpec: HASH_SPEC, mappingVersion: setup.mappingVersion };

  /** Stages 2 to 5 as they are, for rows that are not clean. */
  const runStages = async (records: readonly FetchedRecord[], drift: DriftReport) => {
    const clock = createStageClock();
    const normalized = normalizePage(plan, records);
    clock.stage('normalize', records.length, normalized);
    const validated = validatePage({ plan, validator, drift }, normalized.passed);
    clock.stage('validate', normalized.passed.length, validated);
    const mapped = await mapPage(plan, validated.passed);
    clock.stage('map', validated.passed.length, mapped);
    const identified = identifyPage(plan, mapped.passed);
    clock.stage('identity', mapped.passed.length, identified);
    const rejected: readonly RejectedRecord[] = [normalized, validated, mapped, identified].flatMap(
      (one) => one.rejected,
    );
    return { passed: identified.passed, rejected, figures: clock.figures };
  };

  /** Hashes the row that was written last, and takes it back where it is unchanged. */
  const settle = (rowNo: number, span: RowSpan, more: { reference(): string; readonly dataHash?: DataHash }): void => {
    const key = bkHashOfBytes(buffer.bytes(span.businessKey, span.businessKeyEnd));
    const print = fingerprintOfBytes(buffer.bytes(span.start, span.end));
    const place = index?.find(key) ?? -1;
    if (index !== null && place >= 0 && index.isUnchanged(place, print)) {
      buffer.takeBack(span, { rowNo, place });
      return;
    }
    // Where the entity excludes fields, the data hash is not that of the text.
    const given = more.dataHash === undefined ? null : Buffer.from(more.dataHash, 'hex');
    const dataHash = given ?? dataHashOfBytes(buffer.bytes(span.data, span.end));
    buffer.keep(span, { rowNo, key, dataHash, print, reference: more.reference() });
  };
  const writePlain = (row: IdentifiedRow, rowNo: number): void => {
    const { rowversion, businessKey, dataJson, dataHash, reference } = row.identity;
    const text = { rowversion, sourceKey: row.sourceKey, businessKey, dataJson };
    settle(rowNo, buffer.write({ ...head, ...text }), { reference: () => reference, dataHash });
  };

  return async (items) => {
    const started = performance.now();
    const drift: DriftReport = new Map();
    const sourceKeys = new Float64Array(items.length);
    const plainRows: FetchedRecord[] = [];
    const plainNos = new Map<FetchedRecord['raw'], number>();
    const highest = createHighest(setup.rowversion);
    buffer.begin(items.length);
    for (let rowNo = 0; rowNo < items.length; rowNo += 1) {
      const raw = items[rowNo];
      if (raw === undefined) continue;
      const sourceKey = sourceKeyOf(raw, setup.keyColumns);
      sourceKeys[rowNo] = hashSourceKey(sourceKey);
      highest.see(raw);
      if (shortcut === null || !shortcut.read(raw)) {
        // The brand is what stage 1 promises: a row as read, with its source key.
        plainRows.push({ raw, sourceKey } as FetchedRecord);
        plainNos.set(raw, rowNo);
        continue;
      }
      const rowversion = shortcut.rowversion();
      const text = { rowversion, sourceKey, businessKey: shortcut.businessKey(), dataJson: shortcut.dataJson() };
      settle(rowNo, buffer.write({ ...head, ...text }), shortcut);
    }
    const clean = items.length - plainRows.length;
    const ms = performance.now() - started;
    const plain = await runStages(plainRows, drift);
    for (const row of plain.passed) writePlain(row, plainNos.get(row.raw) ?? 0);
    return {
      page: {
        rowCount: items.length,
        ...buffer.end(),
        rejected: plain.rejected,
        drift: [...drift],
        figures: withClean(plain.figures, { rows: clean, ms }),
      },
      summary: { rowCount: items.length, sourceKeys, highest: highest.text() },
    };
  };
}

/** The short way does stages 2 to 5 at once; its time stands with the first of them. */
function withClean(
  figures: readonly StageFigures[],
  clean: { readonly rows: number; readonly ms: number },
): readonly StageFigures[] {
  return figures.map((one) => ({
    ...one,
    rowsIn: one.rowsIn + clean.rows,
    rowsOut: one.rowsOut + clean.rows,
    ms: one.ms + (one.stage === 'normalize' ? clean.ms : 0),
  }));
}

function createStageClock() {
  const figures: StageFigures[] = [];
  let started = performance.now();
  return {
    figures,
    stage: (
      stage: StageFigures['stage'],
      rowsIn: number,
      result: { readonly passed: readonly unknown[]; readonly rejected: readonly unknown[] },
    ): void => {
      const now = performance.now();
      figures.push({ stage, rowsIn, rowsOut: result.passed.length, failed: result.rejected.length, ms: now - started });
      started = now;
    },
  };
}

/** The highest row version of a page, as stage 1 finds it. */
function createHighest(rowversion: SealSetup['rowversion']) {
  let text: string | null = null;
  let number = Number.NEGATIVE_INFINITY;
  return {
    text: () => {
      const result = text;
      [text, number] = [null, Number.NEGATIVE_INFINITY];
      return result;
    },
    see: (row: RawRow): void => {
      if (rowversion === null) return;
      const raw = row[rowversion.field];
      if (raw === undefined || raw === null) return;
      const isPlain = rowversion.kind === 'number' && typeof raw === 'number' && Number.isSafeInteger(raw);
      // Rows mostly come in order of key: the few that are higher are compared as texts.
      if (isPlain && raw <= number) return;
      const reading = parseRowversion(rowversion.kind, raw);
      if (!reading.ok) return;
      if (text !== null && compareRowversions(rowversion.kind, reading.text, text) <= 0) return;
      text = reading.text;
      number = isPlain ? raw : Number.NEGATIVE_INFINITY;
    },
  };
}
