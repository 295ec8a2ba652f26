import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { escapeXlsxText } from '../../../engine/reports/xlsx-text.ts';

test('leaves ordinary text as it is', () => {
  for (const text of ['Bäcker 🍞', 'a\tb\nc', '_x', 'snake_case_x00zz_']) expect(escapeXlsxText(text)).toBe(text);
});

test('brings any text through a workbook and back, lone surrogates and control characters too', async () => {
  const unit = fc.oneof(
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.constantFrom('_x0041_', '_x', '\r', '\u{1fffe}', '\u{10ffff}', '😀', '&<>"'),
  );
  const texts = fc.sample(fc.string({ unit, minLength: 1 }), { numRuns: 2000, seed: 20251208 });
  const all = [...texts, 'constructor', 'toString', '__proto__', 'hasOwnProperty'];
  const workbook = await writeXlsxFile(all.map((text) => [{ value: escapeXlsxText(text), type: String }])).toBuffer();
  const [sheet] = await readXlsxFile(workbook, { trim: false });
  expect(sheet?.data.map((row) => row[0])).toEqual(all);
});
