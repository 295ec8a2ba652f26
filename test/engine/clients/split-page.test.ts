// Rows told apart by their bytes alone: the same rows as JSON.parse gives, or none.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageHead } from '../../../engine/clients/apismith-answers.ts';
import { isFlatObject, parseSplitEnvelope, splitPage } from '../../../engine/clients/split-page.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('"', '\\', '},{"A":', '"},{"A":1', '}', '{', ']', '"items":[{', '\\"},{\\"A\\":', 'é😀'),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const flatRow = fc.record({ A: scalar, B: scalar, '"odd\\': scalar });
const otherRow = fc.oneof(
  fc.record({ B: scalar, A: scalar }),
  fc.record({ A: fc.record({ A: scalar, B: scalar }) }),
  fc.record({ A: fc.array(fc.record({ A: scalar }), { maxLength: 3 }) }),
  fc.constant({}),
);

function partsOf(body: Buffer): string[] | null {
  const split = splitPage(body);
  if (split === null) return null;
  const parts = Array.from({ length: split.count }, (_, at) => [split.starts[at] ?? 0, split.ends[at] ?? 0] as const);
  if (!parts.every(([start, end]) => isFlatObject(body, start, end))) return null;
  return parts.map(([start, end]) => body.toString('utf8', start, end));
}

/** The head of a page that splits. */
function headOf(body: Buffer) {
  const split = splitPage(body);
  const envelope = split && parseSplitEnvelope({ body, contentType: '' }, split, {});
  return envelope?.ok === true ? readPageHead(envelope.value, null) : envelope;
}

const write = (page: unknown, space: number): Buffer => Buffer.from(JSON.stringify(page, null, space));

describe('a split page', () => {
  it('has exactly the rows of the page, and its head is that of the page', () => {
    fc.assert(
      fc.property(fc.array(flatRow, { minLength: 1, maxLength: 8 }), fc.nat(2), text, (items, space, cursor) => {
        const head = { next_cursor: `${cursor}!`, page_size: 5, has_more: true, total: 12 };
        for (const page of [
          { items, ...head },
          { ...head, items },
          { meta: { note: cursor }, ...head, items },
        ]) {
          const body = write(page, space);
          expect(partsOf(body)?.map((part) => JSON.parse(part) as unknown)).toEqual(JSON.parse(JSON.stringify(items)));
          expect(headOf(body)).toMatchObject({
            ok: true,
            value: { nextCursor: head.next_cursor, hasMore: true, total: 12, pageSize: 5, bytes: body.length },
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is refused rather than split wrongly: other columns first, objects in rows, no row, no list', () => {
    let split = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(flatRow, otherRow), { maxLength: 6 }), fc.nat(2), (items, space) => {
        const parts = partsOf(write({ items, page_size: 5, has_more: false }, space));
        if (parts === null) return;
        split += 1;
        // Rows that begin otherwise may stick together: as many parts as rows are the rows.
        if (parts.length === items.length) {
          expect(parts.map((part) => JSON.parse(part) as unknown)).toEqual(JSON.parse(JSON.stringify(items)));
        }
      }),
      { numRuns: 500 },
    );
    expect(split).toBeGreaterThan(20);
    for (const body of ['', '{}', '{"items":[]}', '{"items":{"A":1}}', '[1]', '{"items":[{"A":1},{"A"']) {
      expect(splitPage(Buffer.from(body))).toBeNull();
    }
  });

  it('has no head where the list lies deeper in the page, or the rest is no page', () => {
    const rows = [{ A: 1 }, { A: 2 }];
    const bodies = [
      write({ meta: { items: rows }, items: [], page_size: 2, has_more: false }, 0),
      write({ items: rows, page_size: 'two', has_more: false }, 0),
      Buffer.from('{"items":[{"A":1},{"A":2}],"page_size":2,"has_more":false'),
    ];
    for (const body of bodies) {
      expect(splitPage(body)?.count).toBe(2);
      expect(headOf(body)?.ok).toBe(false);
    }
  });
});
