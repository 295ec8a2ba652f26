import { describe, expect, it } from 'vitest';
import {
  countOf,
  formatAge,
  formatBytes,
  formatDuration,
  formatPercent,
  formatRate,
  formatValue,
} from '../../../renderer/ui/format.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('a duration', () => {
  it.each([
    [0, '< 1 s'],
    [999, '< 1 s'],
    [1000, '1 s'],
    [61_000, '1 min 1 s'],
    [60_000, '1 min'],
    [7_500_000, '2 h 5 min'],
    [90_061_000, '1 d 1 h'],
    [86_400_000 + 59_000, '1 d'],
  ])('of %i ms is told in its two largest units', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('an age', () => {
  it.each([
    ['2026-11-24T11:59:57Z', 'just now'],
    ['2026-11-24T11:59:50Z', '10 s ago'],
    ['2026-11-24T11:57:00Z', '3 min ago'],
    ['2026-11-23T11:00:00Z', '1 d ago'],
    ['2026-11-24T14:00:00Z', 'in 2 h'],
  ])('of %s is told', (at, text) => {
    expect(formatAge(at, NOW)).toBe(text);
  });
});

describe('figures', () => {
  it('have thousands marked and their noun in the right number', () => {
    expect(countOf(1, 'record')).toBe('1 record');
    expect(countOf(41_230, 'record')).toBe('41,230 records');
    expect(countOf(2, 'entity', 'entities')).toBe('2 entities');
    expect(formatPercent(99.96)).toBe('100 %');
    expect(formatRate(null)).toBe('–');
    expect(formatRate(12_345.6)).toBe('12,346 rows/s');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KB'],
    [1_572_864, '1.5 MB'],
    [5 * 1024 ** 4, '5 TB'],
    [3000 * 1024 ** 4, '3,000 TB'],
  ])('of %i bytes are told in a unit that fits', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('a value', () => {
  it.each([
    [null, 'null'],
    [undefined, 'null'],
    ['', ''],
    [true, 'true'],
    [0, '0'],
    ['12345678901234567890.5', '12345678901234567890.5'],
    [{ a: 1 }, '{"a":1}'],
  ])('%o is shown as %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});
