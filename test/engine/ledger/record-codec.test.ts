// What a record keeps in fewer bytes than its text, and the bytes themselves: they stand in state files.

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { encodeCreated } from '../../../engine/ledger/encode-created.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { decodeRow, encodeRows, markDuplicate } from '../../../engine/ledger/record-codec.ts';
import {
  listRecords,
  recordBytes,
  recordCount,
  sourceOf,
  startOf,
  toBody,
} from '../../../engine/ledger/record-list.ts';
import type { BkHash, DataHash, Fingerprint } from '../../../engine/record/shapes.ts';
import { HASH_SPEC } from '../../../engine/stages/6-delta.ts';
import { toCreated } from './created-samples.ts';
import { anyUid } from './ledger-samples.ts';

const UUID = '0b5e7c1e-0000-8000-8000-0000000000ff';
const ROW: LedgerRow = {
  // Safe in tests: hex digits of their number.
  bkHash: '0123456789abcdef'.repeat(2) as BkHash,
  fingerprint: '11'.repeat(16) as Fingerprint,
  dataHash: '22'.repeat(32) as DataHash,
  hashSpec: 'jcs-1',
  rowversion: '7',
  targetUid: UUID,
  businessKey: '["ä"]',
  sourceKey: '[5]',
  mappingVersion: 300,
  hasDuplicate: false,
};

/** The bytes of a row both ways, which are the same, and the row that is read from them. */
function bothWays(row: LedgerRow): { readonly bytes: string; readonly row: LedgerRow } {
  const [plain, created] = [
    encodeRows([row]),
    listRecords(encodeCreated([toCreated([row])], 0).map(({ body }) => body)),
  ];
  const [bytes, drafted] = [plain, created].map((list) => {
    const start = startOf(list, 0);
    return sourceOf(list, 0).toString('hex', start, start + recordBytes(list, 0));
  });
  expect(drafted).toBe(bytes);
  return { bytes: bytes ?? '', row: decodeRow(sourceOf(created, 0), startOf(created, 0)) };
}

const sizeOf = (change: Partial<LedgerRow>): number => bothWays({ ...ROW, ...change }).bytes.length / 2;

describe('a record', () => {
  it('reads any uid as it was written, however it was written', () => {
    fc.assert(
      fc.property(anyUid, (uid) => {
        // As ScheduleHub answers it, in UTF-8.
        const targetUid = uid.toWellFormed();
        expect(bothWays({ ...ROW, targetUid }).row.targetUid).toBe(targetUid);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['a UUID', UUID, 17],
    ['a UUID in capitals', UUID.toUpperCase(), 37],
    ['a UUID with one capital', UUID.replace('e', 'E'), 37],
    ['a UUID without dashes', UUID.replaceAll('-', ''), 33],
    ['a UUID with a dash too many', `${UUID.slice(0, -1)}-`, 37],
    ['16 characters', '0123456789abcdef', 17],
    ['36 digits', '0'.repeat(36), 37],
    ['36 characters beyond ASCII', 'ſ'.repeat(36), 73],
    ['no character', '', 1],
    ['126 characters', 'x'.repeat(126), 127],
    ['127 characters', 'x'.repeat(127), 129],
    ['20,000 characters', 'x'.repeat(20_000), 20_003],
  ])('keeps %s', (_what, targetUid, bytes) => {
    expect(bothWays({ ...ROW, targetUid }).row.targetUid).toBe(targetUid);
    expect(sizeOf({ targetUid }) - sizeOf({ targetUid: '' })).toBe(bytes - 1);
  });

  it('names the hash spec in force by number, and keeps any other', () => {
    expect(sizeOf({ hashSpec: HASH_SPEC })).toBe(sizeOf({ hashSpec: '' }) - 1);
    for (const hashSpec of ['', 'jcs-', 'jcs-2', 'jcs-10', 'x'.repeat(300)]) {
      expect(bothWays({ ...ROW, hashSpec }).row.hashSpec).toBe(hashSpec);
    }
  });

  it('keeps its hash spec where it is marked', () => {
    for (const hashSpec of ['jcs-1', 'jcs-2']) {
      const list = encodeRows([{ ...ROW, hashSpec }]);
      markDuplicate(sourceOf(list, 0), startOf(list, 0));
      expect(decodeRow(sourceOf(list, 0), 0)).toMatchObject({ hashSpec, targetUid: UUID, hasDuplicate: true });
    }
  });
});

describe('a body', () => {
  // Were these bytes others, state files could not be read any more: then the version goes up.
  it('is these bytes', () => {
    const records = [
      `${ROW.bkHash}${'11'.repeat(16)}${'22'.repeat(32)}08ac02010603${hexOf('7["ä"][5]')}00${UUID.replaceAll('-', '')}`,
      `${ROW.bkHash}${'00'.repeat(16)}${'22'.repeat(32)}0701000600${hexOf('["ä"]')}03${hexOf('old')}03${hexOf('U1')}`,
    ];
    const old = { hashSpec: 'old', rowversion: null, sourceKey: null, targetUid: 'U1', mappingVersion: 1 };
    const body = toBody(encodeRows([ROW, { ...ROW, ...old, hasDuplicate: true }]));
    expect(body.toString('hex')).toBe(`030200000061000000b3000000${records.join('')}`);
  });

  it('of another version is refused with what to do', () => {
    const body = toBody(encodeRows([ROW]));
    body[0] = 2;
    expect(() => recordCount(body)).toThrow(EngineError);
    expect(() => listRecords([body])).toThrow(
      /another version of SyncFlow \(form 2 .*this one reads form 3\).*move the/,
    );
  });
});

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}
