// Records as bytes, and blocks of them, against plain rows and a plain map.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPrints } from '../../../engine/ledger/join-heads.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import {
  findInBlocks,
  markKeys,
  mergeRecords,
  removeKeys,
  type BlockChanges,
  type LedgerBlock,
} from '../../../engine/ledger/merge-blocks.ts';
import { decodeRow, encodeRows } from '../../../engine/ledger/record-codec.ts';
import {
  listRecords,
  recordCount,
  recordStart,
  sourceOf,
  startOf,
  toBody,
  type RecordList,
} from '../../../engine/ledger/record-list.ts';
import { sortNewest } from '../../../engine/ledger/sort-records.ts';
import type { BkHash, DataHash } from '../../../engine/record/shapes.ts';
import { anyKey, anyLedgerRow, printOf, withoutPrint } from './ledger-samples.ts';

const BLOCK_BYTES = 700;

function rowsOf(list: RecordList): readonly LedgerRow[] {
  return Array.from(list.starts.keys(), (index) => decodeRow(sourceOf(list, index), startOf(list, index)));
}

const toBlobs = (keys: readonly BkHash[]): readonly Buffer[] =>
  [...new Set(keys)].toSorted().map((key) => Buffer.from(key, 'hex'));
const byKey = (rows: readonly LedgerRow[]): Map<BkHash, LedgerRow> => new Map(rows.map((row) => [row.bkHash, row]));
const inOrder = (rows: ReadonlyMap<BkHash, LedgerRow>): readonly LedgerRow[] =>
  [...rows.values()].toSorted((a, b) => (a.bkHash < b.bkHash ? -1 : 1));

/** Blocks as the state keeps them: changed ones keep their id, new ones get the next. */
function applyChanges(blocks: readonly LedgerBlock[], { updated, inserted, removed }: BlockChanges): LedgerBlock[] {
  const bodies = new Map(blocks.map(({ id, body }) => [id, body]));
  for (const { id, body } of updated) bodies.set(id, body);
  for (const id of removed) bodies.delete(id);
  for (const body of inserted) bodies.set(Math.max(0, ...bodies.keys()) + 1, body);
  const first = (body: Buffer): string => body.toString('hex', recordStart(body, 0, recordCount(body))).slice(0, 32);
  return Array.from(bodies, ([id, body]) => ({ id, body })).toSorted((a, b) =>
    first(a.body) < first(b.body) ? -1 : 1,
  );
}

describe('ledger records', () => {
  it('come back from bytes as they were written, without their fingerprints', () => {
    fc.assert(
      fc.property(fc.array(anyLedgerRow, { maxLength: 30 }), (rows) => {
        const list = listRecords([toBody(encodeRows(rows))]);
        expect(rowsOf(list)).toEqual(rows.map(withoutPrint));
        expect(Buffer.from(joinPrints(list)).toString('hex')).toBe(rows.map(printOf).join(''));
      }),
    );
  });

  it('keep halves of surrogate pairs apart that meet at the ends of two texts', () => {
    const row: LedgerRow = {
      bkHash: '0'.repeat(32) as BkHash,
      dataHash: '1'.repeat(64) as DataHash,
      hashSpec: 'jcs-1',
      rowversion: 'a\ud83d',
      targetUid: '\ude00b',
      businessKey: 'key',
      sourceKey: null,
      mappingVersion: 1,
      hasDuplicate: false,
    };
    const half = '\ufffd';
    expect(rowsOf(encodeRows([row]))).toEqual([{ ...row, rowversion: `a${half}`, targetUid: `${half}b` }]);
  });

  it('are sorted by key, and of one key the last stays', () => {
    fc.assert(
      fc.property(fc.array(anyLedgerRow, { maxLength: 80 }), fc.nat(80), (rows, at) => {
        const list = listRecords([toBody(encodeRows(rows.slice(0, at))), toBody(encodeRows(rows.slice(at)))]);
        expect(rowsOf(sortNewest(list))).toEqual(inOrder(byKey(rows)).map(withoutPrint));
      }),
    );
  });
});

describe('ledger blocks', () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constant('merge' as const), rows: fc.array(anyLedgerRow, { maxLength: 40 }) }),
    fc.record({ kind: fc.constantFrom('remove' as const, 'mark' as const), keys: fc.array(anyKey, { maxLength: 12 }) }),
  );

  it('hold after any changes what a map holds', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const model = new Map<BkHash, LedgerRow>();
        let blocks: LedgerBlock[] = [];
        for (const one of changes) {
          if (one.kind === 'merge') {
            const records = sortNewest(encodeRows(one.rows));
            if (one.rows.length > 0) blocks = applyChanges(blocks, mergeRecords(blocks, records, BLOCK_BYTES));
            for (const row of one.rows) model.set(row.bkHash, row);
          } else {
            const keys = toBlobs(one.keys);
            blocks = applyChanges(blocks, one.kind === 'mark' ? markKeys(blocks, keys) : removeKeys(blocks, keys));
            for (const key of one.keys) {
              const row = model.get(key);
              if (one.kind === 'remove') model.delete(key);
              else if (row !== undefined) model.set(key, { ...row, hasDuplicate: true });
            }
          }
          const list = listRecords(blocks.map(({ body }) => body));
          expect(rowsOf(list)).toEqual(inOrder(model).map(withoutPrint));
          expect(blocks.every(({ body }) => recordCount(body) > 0)).toBe(true);
          expect(Buffer.from(joinPrints(list)).toString('hex')).toBe(inOrder(model).map(printOf).join(''));
        }
      }),
    );
  });

  it('are split where they grow, and find every key they hold and no other', () => {
    fc.assert(
      fc.property(fc.array(anyLedgerRow, { minLength: 1, maxLength: 60 }), fc.array(anyKey), (rows, keys) => {
        const blocks = applyChanges([], mergeRecords([], sortNewest(encodeRows(rows)), BLOCK_BYTES));
        for (const { body } of blocks) expect(body.length <= 2 * BLOCK_BYTES + 5 || recordCount(body) === 1).toBe(true);
        const model = byKey(rows);
        const found = findInBlocks(blocks, toBlobs(keys)).flatMap(({ block, places }) =>
          places.map((place) => decodeRow(block.body, recordStart(block.body, place, recordCount(block.body)))),
        );
        const known = [...new Set(keys)].toSorted().flatMap((key) => model.get(key) ?? []);
        expect(found).toEqual(known.map(withoutPrint));
      }),
    );
  });
});
