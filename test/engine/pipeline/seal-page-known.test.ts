// What page workers leave out: rows that the ledger knows by their bytes, or by their data.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLedgerIndex, type LedgerIndex } from '../../../engine/ledger/ledger-index.ts';
import { compilePlan } from '../../../engine/normalize/compile-plan.ts';
import { plainRows } from '../../../engine/pipeline/known-rows.ts';
import { ledgerFingerprint } from '../../../engine/pipeline/ledger-fingerprint.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import { openSealedRows } from '../../../engine/pipeline/sealed-rows.ts';
import { createPageSealer } from '../../../engine/pipeline/seal-page.ts';
import { toMovingPrint } from '../../../engine/record/raw-print.ts';
import type { Fingerprint, IdentifiedRow } from '../../../engine/record/shapes.ts';
import { setupOf, sealed, sealedByBytes, whole, toBody, fromJson, sourceOf, rawRow } from './seal-page-sources.ts';

describe('a sealed page whose rows the ledger may know', () => {
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
