// A record written as bytes is byte for byte the record written as text.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addRecord,
  AFTER_DATA_BYTES,
  joinRecords,
  readHead,
  writeBatchBody,
  writeRecord,
} from '../../../engine/clients/outgoing-record.ts';
import { ByteText } from '../../../engine/record/byte-text.ts';

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

/** Adds the record as a page worker does: row version and data lie in one text with others around them. */
function add(to: ByteText, { bkHash, dataHash, rowversion, reference, dataJson }: Written): number {
  const version = Buffer.from(rowversion ?? '');
  const data = Buffer.from(dataJson);
  return addRecord(to, {
    key: Buffer.from(bkHash, 'hex'),
    dataHash: Buffer.from(dataHash, 'hex'),
    addReference: (where) => where.addText(JSON.stringify(reference)),
    text: Buffer.concat([Buffer.from('head"'), version, Buffer.from('\n'), data, Buffer.from('}')]),
    rowversion: { from: 5, to: 5 + version.length },
    data: { from: 6 + version.length, to: 6 + version.length + data.length },
  });
}

it('gives a batch the same bytes as its records written as text, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), fc.nat(), (records, seed) => {
      const to = new ByteText(1);
      const starts = records.map((one) => {
        const start = to.length;
        add(to, one);
        return start;
      });
      const cuts = [0, ...starts.filter((start, at) => start > 0 && ((seed >> at) & 1) === 1), to.length];
      const pieces = cuts.slice(1).map((end, at) => to.bytes.subarray(cuts[at], end));
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
      const to = new ByteText(1);
      add(to, before);
      const start = to.length;
      const dataStart = add(to, one);
      const { rowversion, reference } = readHead(to.bytes, start, dataStart);
      expect({ rowversion, reference }).toEqual({ rowversion: one.rowversion, reference: one.reference });
      expect(to.bytes.toString('utf8', dataStart, to.length - AFTER_DATA_BYTES)).toBe(one.dataJson);
      expect(to.bytes.toString('utf8', start, to.length)).toBe(`${writeRecord(one)},`);
    }),
  );
});
