// A record written as bytes is byte for byte the record written as text.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  AFTER_DATA_BYTES,
  joinRecords,
  readHead,
  writeBatchBody,
  writeRecord,
} from '../../../engine/clients/outgoing-record.ts';
import type { SealedRows } from '../../../engine/record/sealed-page.ts';
import { createPageWriter } from '../record/page-records.ts';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((hash) => Buffer.from(hash).toString('hex'));
/** No half characters: what comes from bytes has none. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('site="S1" | n=1', '\\', '\u0000\u001f', '\u007f\u2028', 'Écrou 螺母 🔩', '"', 'x'.repeat(3000)),
);
const record = fc.record({
  bkHash: hex(16),
  dataHash: hex(32),
  // An empty row version is none.
  rowversion: fc.option(text.filter((one) => one !== '')),
  reference: text,
  dataJson: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))).map((data) => JSON.stringify(data)),
});
type Written = typeof record extends fc.Arbitrary<infer T> ? T : never;

const write = createPageWriter({ hashSpec: 'spec', mappingVersion: 1 });

/** The records as a page worker writes them. */
function written(records: readonly Written[]): SealedRows {
  return write(
    records.map((one) => ({ ...one, fingerprint: '00'.repeat(16), sourceKey: '["s"]', businessKey: '["b"]' })),
  );
}

it('gives a batch the same bytes as its records written as text, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), fc.nat(), (records, seed) => {
      const { outgoing, recordStarts } = written(records);
      const starts = [...recordStarts.subarray(0, records.length)];
      const cuts = [0, ...starts.filter((start, at) => start > 0 && ((seed >> at) & 1) === 1), outgoing.length];
      const pieces = cuts.slice(1).map((end, at) => outgoing.subarray(cuts[at], end));
      const body = Buffer.from(joinRecords(pieces)).toString();
      expect(body).toBe(writeBatchBody(records));
      const asBytes = records.map(({ dataJson, ...head }) => ({ ...head, dataBytes: Buffer.from(dataJson) }));
      expect(body).toBe(Buffer.from(writeBatchBody(asBytes)).toString());
      expect(JSON.parse(body)).toHaveProperty('records.length', records.length);
    }),
  );
});

it('gives back what stands before the data, and where they are', () => {
  fc.assert(
    fc.property(record, record, (before, one) => {
      const { outgoing, recordStarts, dataStarts } = written([before, one]);
      const [bytes, start, dataStart] = [Buffer.from(outgoing), recordStarts[1] ?? 0, dataStarts[1] ?? 0];
      const { rowversion, reference } = readHead(bytes, start, dataStart);
      expect({ rowversion, reference }).toEqual({ rowversion: one.rowversion, reference: one.reference });
      expect(bytes.toString('utf8', dataStart, bytes.length - AFTER_DATA_BYTES)).toBe(one.dataJson);
      expect(bytes.toString('utf8', start, bytes.length)).toBe(`${writeRecord(one)},`);
    }),
  );
});
