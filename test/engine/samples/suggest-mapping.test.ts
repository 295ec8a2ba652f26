import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inferColumns } from '../../../engine/samples/infer-columns.ts';
import { nameSimilarity, nameTokens } from '../../../engine/samples/name-similarity.ts';
import { suggestMapping } from '../../../engine/samples/suggest-mapping.ts';

const COLUMNS = inferColumns([
  { PART_NO: 'PN-7', PART_DESC: 'Bolt', QTY_ON_HAND: 5, DUE_DT: '2025-12-08', SITE: 'S1', ZZ_INTERNAL: 'q' },
  { PART_NO: 'PN-8', PART_DESC: 'Nut', QTY_ON_HAND: 6, DUE_DT: '2025-12-09', SITE: 'S1', ZZ_INTERNAL: 'r' },
]);

test('maps by name, abbreviation, synonym and type, and leaves alone what fits nothing', () => {
  const suggestions = suggestMapping(COLUMNS, [
    { name: 'site', type: 'string' },
    { name: 'due_date', type: 'date' },
    { name: 'item_number', type: 'string' },
    { name: 'item_description', type: 'string' },
    { name: 'quantity_on_hand', type: 'decimal' },
    { name: 'colour', type: 'string' },
  ]);
  expect(suggestions.map(({ source_field, target_field }) => [source_field, target_field])).toEqual([
    ['PART_NO', 'item_number'],
    ['PART_DESC', 'item_description'],
    ['QTY_ON_HAND', 'quantity_on_hand'],
    ['DUE_DT', 'due_date'],
    ['SITE', 'site'],
  ]);
  expect(suggestions.at(-1)).toEqual({
    source_field: 'SITE',
    target_field: 'site',
    type: 'string',
    confidence: 1,
    reason: 'same name, same type',
  });
  for (const { confidence } of suggestions.slice(2)) expect(confidence).toBeGreaterThan(0.9);
});

test('a type that does not fit lowers the confidence and is named', () => {
  const [asText] = suggestMapping(COLUMNS, [{ name: 'due_date', type: 'string' }]);
  const [asNumber] = suggestMapping(COLUMNS, [{ name: 'qty_on_hand', type: 'date' }]);
  expect(asText).toMatchObject({ type: 'string', reason: expect.stringContaining('date as text') });
  expect(asNumber).toMatchObject({ confidence: 0.4, reason: 'same name, integer does not look like date' });
});

test('names the fields after the columns where no target is known', () => {
  const columns = inferColumns([{ PART_NO: 1, 'Größe (cm)': 2, partNo: 3, '!': 4 }]);
  expect(suggestMapping(columns, []).map((suggestion) => suggestion.target_field)).toEqual([
    'part_no',
    'große_cm',
    'part_no_2',
    'field',
  ]);
});

test('uses each column and each field at most once, whatever the names', () => {
  const name = fc.stringMatching(/^[A-Z_]{1,12}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.uniqueArray(name, { minLength: 1 }), (sources, targets) => {
      const columns = inferColumns([Object.fromEntries(sources.map((source) => [source, 'x']))]);
      const suggestions = suggestMapping(columns, targets.map((target) => ({ name: target }))); // prettier-ignore
      expect(new Set(suggestions.map((one) => one.source_field)).size).toBe(suggestions.length);
      expect(new Set(suggestions.map((one) => one.target_field)).size).toBe(suggestions.length);
      for (const { confidence } of suggestions) expect(confidence >= 0 && confidence <= 1).toBe(true);
    }),
    { seed: 20251208 },
  );
});

test('reads names as people write them', () => {
  expect(nameTokens('PART_NO')).toEqual(['part', 'number']);
  expect(nameTokens('partNo2')).toEqual(['part', 'number', '2']);
  expect(nameTokens('Unit of Measure')).toEqual(nameTokens('UOM'));
});

test('likeness is symmetric, 1 for a name itself, and between 0 and 1', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}(_[a-z]{1,8}){0,3}$/);
  fc.assert(
    fc.property(name, name, (one, other) => {
      const likeness = nameSimilarity(one, other);
      expect(likeness).toBeCloseTo(nameSimilarity(other, one), 12);
      expect(likeness >= 0 && likeness <= 1).toBe(true);
      expect(nameSimilarity(one, one)).toBe(nameTokens(one).length === 0 ? 0 : 1);
    }),
    { seed: 20251208 },
  );
});
