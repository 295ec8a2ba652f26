// The highest row version of a page: from rows and from their bytes the same.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHighestRowversion } from '../../../engine/record/highest-rowversion.ts';
import { compareRowversions, parseRowversion, type RowversionKind } from '../../../engine/record/rowversion.ts';
import { parseLossless } from '../../../engine/record/lossless-json.ts';
import type { RawRow } from '../../../engine/record/shapes.ts';

const version = fc.oneof(
  fc.nat({ max: 3000 }).map(String),
  fc.constantFrom(
    'null',
    '"RV"',
    '"12"',
    '1.5',
    '-3',
    '9007199254740993',
    '9007199254740992',
    '1e3',
    '"00000000000007D1"',
    'true',
  ),
);
const other = fc.constantFrom('"RV"', '"RV\\":9999"', '7', 'null', '"}"');
const row = fc
  .tuple(other, fc.option(version), other, fc.constantFrom('', ' '))
  .map(([a, rv, b, space]) =>
    rv === null ? `{"A":${a},"B":${b}}` : `{"A":${a},"RV"${space}:${space}${rv}${space},"B":${b}}`,
  );
const kind = fc.constantFrom<RowversionKind>('number', 'timestamp', 'hex');

it('is the same from rows, from bytes, and from both in turn', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), kind, fc.nat(), (texts, of, seed) => {
      const rowversion = { field: 'RV', kind: of };
      const body = Buffer.from(texts.join(','));
      // Safe: the texts are flat objects.
      const rows = texts.map((text) => parseLossless(text) as RawRow);
      let expected: string | null = null;
      for (const { RV: raw } of rows) {
        if (raw === undefined || raw === null) continue;
        const reading = parseRowversion(of, raw);
        if (!reading.ok) continue;
        if (expected === null || compareRowversions(of, reading.text, expected) > 0) expected = reading.text;
      }
      for (const isBytes of [() => true, () => false, (at: number) => ((seed >> (at % 20)) & 1) === 1]) {
        const highest = createHighestRowversion(rowversion, { exactText: false });
        for (const again of [1, 2]) {
          let start = 0;
          for (const [at, text] of texts.entries()) {
            const end = start + Buffer.byteLength(text);
            const parsed = rows[at];
            if (isBytes(at)) highest.seeBytes(body, start, end);
            else if (parsed !== undefined) highest.see(parsed);
            start = end + 1;
          }
          expect([again, highest.take()]).toEqual([again, expected]);
        }
      }
    }),
    { numRuns: 400 },
  );
});
