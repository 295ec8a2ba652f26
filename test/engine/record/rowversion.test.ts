import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRowversions, parseRowversion, rowversionKind } from '../../../engine/record/rowversion.ts';
import { subtractOverlap } from '../../../engine/record/rowversion-overlap.ts';

describe('rowversionKind', () => {
  it.each([
    ['NUMBER', 'number'],
    ['FLOAT', 'number'],
    ['DATE', 'timestamp'],
    ['TIMESTAMP', 'timestamp'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
    ['RAW', 'hex'],
    ['VARCHAR2', 'hex'],
  ] as const)('%s compares as %s', (type, kind) => {
    expect(rowversionKind(type)).toBe(kind);
  });
});

describe('parseRowversion', () => {
  it.each([
    ['number', 42, '42'],
    ['number', '9007199254740993', '9007199254740993'],
    ['number', '1.10', '1.10'],
    ['timestamp', '2025-12-08T09:00:00.123456789+01:00', '2025-12-08T09:00:00.123456789+01:00'],
    ['timestamp', '16-AUG-07 02.34.12.234359 PM', '16-AUG-07 02.34.12.234359 PM'],
    ['timestamp', 20251208090000, '20251208090000'],
    ['hex', '00000000000007D1', '00000000000007D1'],
    ['hex', '20251208090000', '20251208090000'],
  ] as const)('keeps the own text of the %s %s', (kind, raw, text) => {
    expect(parseRowversion(kind, raw)).toStrictEqual({ ok: true, text });
  });

  it.each([
    ['number', 'abc', 'not_a_number'],
    ['number', true, 'not_a_number'],
    ['timestamp', '31-FEB-25 09.00.00', 'not_a_date'],
    ['timestamp', 'yesterday', 'not_a_date'],
    ['hex', 'XYZ', 'not_hex'],
  ] as const)('turns away the %s %s', (kind, raw, code) => {
    expect(parseRowversion(kind, raw)).toMatchObject({ ok: false, reject: { stage: 'identity', code } });
  });
});

describe('compareRowversions', () => {
  it.each([
    ['number', '9007199254740993', '9007199254740992', 1],
    ['number', '9', '10', -1],
    ['number', '1.10', '1.1', 0],
    ['number', '-5', '3', -1],
    ['number', '0.000000000000000000001', '0', 1],
    ['timestamp', '2025-12-08T09:00:00.123456789', '2025-12-08T09:00:00.123456788', 1],
    ['timestamp', '2025-12-08T09:00:00.1', '2025-12-08T09:00:00.100', 0],
    ['timestamp', '2025-12-08T10:00:00+01:00', '2025-12-08T09:00:00Z', 0],
    ['timestamp', '08-DEC-25 09.00.00.5 AM', '08-DEC-25 08.59.59 PM', -1],
    ['timestamp', '2025-12-08', '2025-12-08 00:00:01', -1],
    ['hex', '00000000000007D1', '7d2', -1],
    ['hex', '0x0A', 'a', 0],
    ['hex', 'FF', '100', -1],
  ] as const)('%s: %s against %s is %i', (kind, a, b, expected) => {
    expect(compareRowversions(kind, a, b)).toBe(expected);
    expect(compareRowversions(kind, b, a) + expected).toBe(0);
  });

  it('orders integers of any length as BigInt does', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(compareRowversions('number', String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      { seed: 20251208 },
    );
  });
});

describe('subtractOverlap', () => {
  it.each([
    ['timestamp', '2025-12-08T00:01:00.123456789+01:00', '2025-12-07T23:56:00.123456789+01:00'],
    ['timestamp', '2024-03-01 00:00:00', '2024-02-29 23:55:00'],
    ['timestamp', '2025-12-08', '2025-12-07'],
    ['timestamp', '2025-12-08 09:03', '2025-12-08 08:58'],
    ['timestamp', '01-JAN-00 12.04.59.000001 am', '31-DEC-99 11.59.59.000001 pm'],
    ['timestamp', '01-Mar-2025 00:00:00', '28-Feb-2025 23:55:00'],
    ['timestamp', '05/05/2025 12:00:00 AM', '05/04/2025 11:55:00 PM'],
    ['timestamp', '08.12.2025 00:00', '07.12.2025 23:55'],
    ['timestamp', '20250101000000', '20241231235500'],
    ['number', '1000', '990'],
    ['number', '10.50', '0.50'],
    ['number', '0000012', '0000002'],
    ['number', '5', '0'],
    ['number', '9007199254740993', '9007199254740983'],
    ['hex', '00000000000007D1', '00000000000007C7'],
    ['hex', '0x0a', '0x00'],
  ] as const)('%s %s less 300 seconds or 10 versions is %s', (kind, text, expected) => {
    const overlap = { seconds: 300, versions: 10 };
    expect(subtractOverlap(kind, text, overlap)).toBe(expected);
    expect(parseRowversion(kind, expected).ok).toBe(true);
  });

  it('leaves the text alone where there is no overlap', () => {
    const overlap = { seconds: 0, versions: 0 };
    for (const [kind, text] of [
      ['timestamp', '2025-12-08T09:00'],
      ['number', '1.50'],
      ['hex', '0A'],
    ] as const) {
      expect(subtractOverlap(kind, text, overlap)).toBe(text);
    }
  });

  it('never goes above the watermark, and at least as far back as asked', () => {
    const instant = fc.date({ min: new Date('1971-01-01'), max: new Date('2049-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 31_536_000 }), (date, seconds) => {
        const text = date.toISOString();
        const from = subtractOverlap('timestamp', text, { seconds, versions: 0 });
        expect(Date.parse(from)).toBe(date.getTime() - seconds * 1000);
      }),
      { seed: 20251208 },
    );
  });
});
