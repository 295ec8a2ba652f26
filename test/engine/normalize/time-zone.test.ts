import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDateReader } from '../../../engine/normalize/4-datetime.ts';
import { createTimeZone } from '../../../engine/normalize/time-zone.ts';

interface Case {
  readonly zone: string;
  readonly kind: 'gap' | 'fold';
  readonly transition_utc: string;
  readonly offset_before_s: number;
  readonly offset_after_s: number;
  readonly probe_local: string;
  readonly fold0_utc: string;
}
const file = new URL('../../data/vectors/tz/dst_edges.json', import.meta.url);
// The file is in the repository; this is the part of it that is read.
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

describe('230 clock changes in 32 zones', () => {
  it('are read equally, but where the zone database of this Node has other rules', () => {
    const databaseDiffers: string[] = [];
    const unexplained: string[] = [];
    for (const one of cases) {
      const { read } = createDateReader({
        zone: createTimeZone(one.zone),
        monthFirst: false,
        allowGuess: false,
        result: 'datetime',
      });
      const ours = read(one.probe_local);
      if (ours === one.fold0_utc.replace(/(\.\d*?)0+Z$/, '$1Z')) continue;
      const shown = `${one.zone} ${one.transition_utc}`;
      if (hasOtherRules(one)) databaseDiffers.push(shown);
      else unexplained.push(`${shown}: ${JSON.stringify(ours)} instead of ${one.fold0_utc}`);
    }
    console.info(`clock changes: ${cases.length - databaseDiffers.length} of ${cases.length} equal;`, {
      [`tzdata ${process.versions.tz} differs from 2025b`]: databaseDiffers,
    });
    expect(unexplained).toStrictEqual([]);
    // Amsterdam before 1940 (a link to Brussels today) and Morocco's future: outside any ERP's rows.
    expect(databaseDiffers.length).toBeLessThan(15);
  });

  /** Asks Intl itself what the clocks showed an hour before and after the change. */
  function hasOtherRules(one: Case): boolean {
    const change = Date.parse(one.transition_utc);
    const before = intlOffset(one.zone, change - 1000);
    const after = intlOffset(one.zone, change + 1000);
    return before !== one.offset_before_s || after !== one.offset_after_s;
  }

  function intlOffset(zone: string, at: number): number {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    return (Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - at) / 1000;
  }
});

describe('createTimeZone', () => {
  it('moves a skipped time forward by the gap and takes the first of a repeated one', () => {
    const { toUtc } = createTimeZone('Europe/Stockholm');
    const utcOf = (local: string) => new Date(toUtc(Date.parse(`${local}Z`) / 1000) * 1000).toISOString();
    expect(utcOf('2025-03-30T02:30:00')).toBe('2025-03-30T01:30:00.000Z');
    expect(utcOf('2025-10-26T02:30:00')).toBe('2025-10-26T00:30:00.000Z');
    expect(utcOf('2025-03-30T01:59:59')).toBe('2025-03-30T00:59:59.000Z');
    expect(utcOf('2025-03-30T03:00:00')).toBe('2025-03-30T01:00:00.000Z');
    expect(utcOf('2025-10-26T03:00:00')).toBe('2025-10-26T02:00:00.000Z');
  });

  it('gives back the instant of any clock face that was shown once', () => {
    const zones = fc.constantFrom(
      'Europe/Stockholm',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    const seconds = fc.integer({ min: Date.UTC(1970, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 });
    fc.assert(
      fc.property(zones, seconds, (name, utcSeconds) => {
        const { toUtc } = createTimeZone(name);
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
        const face = (at: number) => Date.parse(`${format.format(at * 1000).replace(' ', 'T')}Z`) / 1000;
        const found = toUtc(face(utcSeconds));
        expect(face(found)).toBe(face(utcSeconds));
        expect(found).toBeLessThanOrEqual(utcSeconds);
      }),
      { seed: 20251208 },
    );
  });

  it('goes on when its cache is full', () => {
    const { toUtc } = createTimeZone('Asia/Tokyo');
    const day = 86_400;
    for (let index = 0; index < 51_000; index += 2) toUtc(index * 2 * day);
    expect(toUtc(Date.UTC(2025, 11, 8, 9) / 1000)).toBe(Date.UTC(2025, 11, 8, 0) / 1000);
  });

  it.each(['Europe/Stokholm', 'CET+1', ''])('refuses the zone %j by name', (name) => {
    expect(() => createTimeZone(name)).toThrow(`The time zone "${name}" is unknown`);
  });
});
