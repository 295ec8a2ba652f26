// Stages 2 to 5 of one page in one go, and of stage 6 the one question that most rows of a re-sync need: is the row
// unchanged? Runs in a page worker, and knows nothing of threads. Clean rows take the short way (compile-shortcut),
// all others the plain stages: both give the same rows, the same rejects and the same bytes.

import { openLedgerIndex, type IndexMemory } from '../ledger/ledger-index.ts';
import type { Column, Entity } from '../contract/entity.ts';
import { compilePlan, type PlanOptions } from '../normalize/compile-plan.ts';
import { createRowValidator } from '../normalize/row-validator.ts';
import { createHighestRowversion } from '../record/highest-rowversion.ts';
import type { ParentRule } from '../record/operation.ts';
import { makeMoving, PRINT_BYTES } from '../record/raw-print.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import { createArea, createRecordMemory, type RecordMemory } from '../record/record-memory.ts';
import { createRowScanner, type RowScanner } from '../record/row-scanner.ts';
import type { RowversionKind } from '../record/rowversion.ts';
import { PARENT, type PageSummary, type SealedPage, type StageFigures } from '../record/sealed-page.ts';
import type { FetchedRecord, MappedData } from '../record/shapes.ts';
import { hashSourceKey, sourceKeyOf } from '../record/source-key.ts';
import { normalizePage } from '../stages/2-normalize.ts';
import { validatePage, type DriftReport } from '../stages/3-validate.ts';
import { mapPage } from '../stages/4-map.ts';
import { identifyPage } from '../stages/5-identify.ts';
import { HASH_SPEC } from '../stages/6-delta.ts';
import { parentOf } from '../stages/7-resolve.ts';
import type { PageRows, RawRows } from './known-rows.ts';
import type { ReadParentKey } from './parent-buffer.ts';
import { createRowBuffer, type PageMemory, type RowWords } from './row-buffer.ts';

/** All that stages 2 to 5 need of a run; plain values, so that another thread can be given them. */
export interface SealSetup {
  readonly entity: Entity;
  readonly columns: readonly Column[];
  readonly planOptions: PlanOptions;
  readonly mappingVersion: number;
  readonly keyColumns: readonly string[];
  readonly rowversion: { readonly field: string; readonly kind: RowversionKind } | null;
  readonly exactText: boolean;
  /** By what stage 7 will look for the rows' parents. */
  readonly parentRules: readonly ParentRule[];
}

export interface Sealed {
  readonly page: Omit<SealedPage, 'body'>;
  readonly summary: PageSummary;
}

export interface PageSealer {
  /** Scans rows for the short way; null where the entity has none. */
  readonly scanner: RowScanner | null;
  /** Where pages have to be for the scanner. */
  readonly memory: RecordMemory;
  seal(rows: PageRows): Promise<Sealed>;
  /** Memory of a page that was sealed here, to be written again. */
  readonly reuse: (memory: PageMemory) => void;
}

/** Compiles the entity once, for page after page. `known`: null where no row is unchanged by the ledger alone. */
export function createPageSealer(setup: SealSetup, known: IndexMemory | null): PageSealer {
  const plan = compilePlan(setup.entity, setup.columns, setup.planOptions);
  const validator = createRowValidator(setup.columns, setup.entity.source.on_drift);
  const columns = setup.columns.map(({ name }) => name);
  const index = known === null ? null : openLedgerIndex(known);
  const highest = createHighestRowversion(setup.rowversion, setup);
  const head = { hashSpec: HASH_SPEC, mappingVersion: setup.mappingVersion };
  const memory = createRecordMemory();
  const buffer = createRowBuffer({ ...head, parents: setup.parentRules.length }, memory);
  const shortcut = plan.createShortcut({ ...setup, memory, columns, validator });

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

  /** Whether the ledger has the row with just these data. One that could be known by its bytes has to learn them. */
  const isUnchanged = (place: number, canLearn: boolean): boolean => {
    if (index === null || place < 0) return false;
    const at = buffer.fingerprint();
    const print = memory.bytes.subarray(at, at + PRINT_BYTES);
    if (!canLearn && index.isUnchanged(place, print)) return true;
    makeMoving(print);
    return index.isUnchanged(place, print);
  };
  /** Keeps the row that was written last where it is not unchanged. */
  const settle = (rowNo: number, more: RowToSettle): void => {
    const place = index?.find(memory.bytes, buffer.keyAt) ?? -1;
    if (isUnchanged(place, more.print !== null)) {
      buffer.skip({ rowNo, place });
      return;
    }
    if (more.dataHash === null) buffer.hashData();
    else buffer.setDataHash(more.dataHash);
    buffer.keep({ rowNo, print: more.print ?? buffer.fingerprint(), words: more.words });
  };

  const reference = createArea(memory);
  const seal = async (rows: PageRows): Promise<Sealed> => {
    const { count, raw: bytes } = rows;
    const started = performance.now();
    const drift: DriftReport = new Map();
    const sourceKeys = new Float64Array(count);
    const plainRows: FetchedRecord[] = [];
    const plainNos = new Map<FetchedRecord['raw'], number>();
    const printOf = (rowNo: number): number | null =>
      bytes === null ? null : bytes.inMemory.printsAt + rowNo * PRINT_BYTES;
    buffer.begin(count);
    for (let rowNo = 0; rowNo < count; rowNo += 1) {
      if (shortcut !== null && bytes !== null && writeScanned(rowNo, bytes)) {
        sourceKeys[rowNo] = buffer.hashSourceKey();
        highest.seeValue(shortcut.rowversion());
        settle(rowNo, { print: printOf(rowNo), dataHash: null, words: shortcut });
        continue;
      }
      const raw = rows.itemAt(rowNo);
      if (raw === null) {
        if (bytes !== null) takeKnown(rowNo, bytes, sourceKeys);
        continue;
      }
      const sourceKey = sourceKeyOf(raw, setup.keyColumns);
      sourceKeys[rowNo] = hashSourceKey(sourceKey);
      highest.see(raw);
      // The brand is what stage 1 promises: a row as read, with its source key.
      plainRows.push({ raw, sourceKey } as FetchedRecord);
      plainNos.set(raw, rowNo);
    }
    const clean = count - plainRows.length;
    const ms = performance.now() - started;
    const plain = await runStages(plainRows, drift);
    for (const row of plain.passed) {
      const rowNo = plainNos.get(row.raw) ?? 0;
      const { rowversion, businessKey, data, dataJson, dataHash } = row.identity;
      const version = buffer.write({ rowversion, sourceKey: row.sourceKey, businessKey, dataJson });
      reference.writeText(JSON.stringify(row.identity.reference));
      const readParentKey = parentKeyReader(setup.parentRules, data);
      const words = { version, reference, readParentKey };
      settle(rowNo, { print: printOf(rowNo), dataHash: Buffer.from(dataHash, 'hex'), words });
    }
    return {
      page: {
        rowCount: count,
        ...buffer.end(),
        isKnownByBytes: bytes !== null,
        rejected: plain.rejected,
        drift: [...drift],
        figures: withClean(plain.figures, { rows: clean, ms }),
      },
      summary: { rowCount: count, sourceKeys: sourceKeys.sort(), highest: highest.take() },
    };
  };

  const scanner = shortcut === null ? null : createRowScanner(columns, memory);
  return { scanner, memory, seal, reuse: buffer.reuse };

  function writeScanned(rowNo: number, { scanned }: RawRows): boolean {
    const row = scanned[rowNo] ?? -1;
    return row !== -1 && scanner !== null && shortcut?.write(scanner.tokensOf(row)) === true;
  }

  function takeKnown(rowNo: number, { body, split, places }: RawRows, sourceKeys: Float64Array): void {
    const place = places[rowNo] ?? 0;
    buffer.skip({ rowNo, place });
    sourceKeys[rowNo] = -1 - place;
    highest.seeBytes(body, split.starts[rowNo] ?? 0, split.ends[rowNo] ?? 0);
  }
}

interface RowToSettle {
  /** Where the print of its bytes is; null where they are not at hand. */
  readonly print: number | null;
  /** Null where it is made of the row as it is written. */
  readonly dataHash: Uint8Array | null;
  readonly words: RowWords;
}

/** The keys of parents as stage 7 makes them. */
function parentKeyReader(rules: readonly ParentRule[], data: MappedData): ReadParentKey {
  return (rule, keys, at) => {
    const parentRule = rules[rule];
    const parent = parentRule === undefined ? NO_PARENT : parentOf(parentRule, data);
    if (parent.kind === 'key') keys.set(Buffer.from(parent.key.bkHash, 'hex'), at);
    return PARENT[parent.kind];
  };
}

const NO_PARENT = { kind: 'none' } as const;

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
