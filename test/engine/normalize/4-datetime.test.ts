import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDateReader, type DateResult } from '../../../engine/normalize/4-datetime.ts';
import { createTimeZone } from '../../../engine/normalize/time-zone.ts';

const utc = createTimeZone('UTC');
const stockholm = createTimeZone('Europe/Stockholm');

function reader(result: DateResult, more: { monthFirst?: boolean; allowGuess?: boolean; zone?: typeof utc } = {}) {
  return createDateReader({ zone: utc, monthFirst: false, allowGuess: true, result, ...more });
}

describe('dates', () => {
  const listed = reader('date', { allowGuess: false });

  it.each([
    '2025-12-08',
    '2025-12-8',
    '2025/12/08',
    '08-12-2025',
    '8/12/2025',
    '08.12.2025',
    '20251208',
    '08-DEC-25',
    '8-dec-2025',
    '2025-12-08T23:30:00',
    '08.12.2025 23:30',
    '2025-12-08T23:30:00Z',
    '2025-12-08T01:30:00+01:00',
  ])('reads %s as 8 December 2025 without guessing', (text) => {
    expect(listed.read(text)).toBe('2025-12-08');
    expect(listed.isGuess(text)).toBe(false);
  });

  it('reads the digits of a number as a date', () => {
    expect(listed.read(20251208)).toBe('2025-12-08');
  });

  it.each([
    ['12/25/2025', '2025-12-25'],
    ['12-25-2025', '2025-12-25'],
    ['01/02/2025', '2025-02-01'],
  ])('takes the day first in %s wherever that can be meant', (text, expected) => {
    expect(listed.read(text)).toBe(expected);
  });

  it.each([
    ['12/08/2025', '2025-12-08'],
    ['25/12/2025', '2025-12-25'],
    ['2025-12-08', '2025-12-08'],
    ['08.12.2025', '2025-12-08'],
  ])('takes the month first in %s where the field says so and the form allows it', (text, expected) => {
    expect(reader('date', { monthFirst: true, allowGuess: false }).read(text)).toBe(expected);
  });

  it.each([
    ['01-JAN-49', '2049-01-01'],
    ['01-JAN-50', '1950-01-01'],
    ['01-JAN-00', '2000-01-01'],
    ['1 January 49', '2049-01-01'],
    ['1 January 50', '1950-01-01'],
  ])('turns the two-digit year of %s by a fixed pivot', (text, expected) => {
    expect(reader('date').read(text)).toBe(expected);
  });

  it.each([
    '31.02.2025',
    '29/02/2025',
    '2025-02-30',
    '02/31/2025',
    '20251301',
    '31-JUN-25',
    '2025-12-08T24:00:00',
    '2025-12-08 23:60',
    '2025-12-08 23:59:60',
    '2025-12-08T09:00:00+24:00',
    '08-DEC-25 13.00.00 PM',
    '30 February 2025',
    '0000-01-01',
    '9999-12-31T23:00:00-05:00',
  ])('turns away %s, which does not exist', (text) => {
    expect(reader('datetime').read(text)).toMatchObject({ code: 'impossible_date' });
  });

  it.each([
    '1.5',
    '5',
    'Mon',
    'today',
    'tomorrow',
    'December 2025',
    '10:30',
    '2025',
    '2025-12',
    '2025-W50-1',
    '2025-342',
    '2025-12-08 09:00 CET',
    '2025-12-08 09:00 EST',
    '2025-12-08 09:00 GMT+3',
    '2025-12-08 09:00 UTC-3',
    '16-AUG-07 02.34.12.234359 PM EUROPE/BERLIN',
    '08-XXX-25',
    'from 1 May 2025 to 2 May 2025',
    '１２/０８/２０２５',
    'x'.repeat(200),
  ])('turns away %s, which is no date', (text) => {
    expect(reader('datetime').read(text)).toMatchObject({ code: 'not_a_date' });
  });

  it('turns away a boolean', () => {
    expect(reader('date').read(true)).toMatchObject({ code: 'type' });
    expect(reader('date').isGuess(true)).toBe(false);
  });
});

describe('date-times', () => {
  const listed = reader('datetime', { allowGuess: false });

  it.each([
    ['2025-12-08T09:00', '2025-12-08T09:00:00Z'],
    ['2025-12-08 09:00:01', '2025-12-08T09:00:01Z'],
    ['2025-12-08t09:00:01z', '2025-12-08T09:00:01Z'],
    ['2025-12-08 09:00:00.123456789', '2025-12-08T09:00:00.123456789Z'],
    ['2025-12-08 09:00:00.1234567899', '2025-12-08T09:00:00.123456789Z'],
    ['2025-12-08T09:00:00,5', '2025-12-08T09:00:00.5Z'],
    ['2025-12-08T09:00:00.500', '2025-12-08T09:00:00.5Z'],
    ['2025-12-08T09:00:00.000Z', '2025-12-08T09:00:00Z'],
    ['2025-12-08T09:00:00+01:00', '2025-12-08T08:00:00Z'],
    ['2025-12-08T09:00:00 -0530', '2025-12-08T14:30:00Z'],
    ['2025-12-08T09:00:00+01', '2025-12-08T08:00:00Z'],
    ['2025-12-08 09:00:00 UTC', '2025-12-08T09:00:00Z'],
    ['2025-12-08 09:00:00 GMT', '2025-12-08T09:00:00Z'],
    ['20251208T090000Z', '2025-12-08T09:00:00Z'],
    ['08.12.2025 09:00', '2025-12-08T09:00:00Z'],
    ['8.12.2025 9:00:30', '2025-12-08T09:00:30Z'],
    ['08/12/2025 09:00', '2025-12-08T09:00:00Z'],
    ['08/12/2025 09:00:30', '2025-12-08T09:00:30Z'],
    ['12/08/2025 09:00 AM', '2025-12-08T09:00:00Z'],
    ['12/08/2025 12:00:00 am', '2025-12-08T00:00:00Z'],
    ['12/08/2025 1:05:09PM', '2025-12-08T13:05:09Z'],
    ['20251208090000', '2025-12-08T09:00:00Z'],
    ['08-DEC-25 09.00.00.123456789', '2025-12-08T09:00:00.123456789Z'],
    ['08-DEC-2025 21:00:00', '2025-12-08T21:00:00Z'],
    ['16-AUG-07 02.34.12.234359 PM', '2007-08-16T14:34:12.234359Z'],
    ['16-AUG-07 02.34.12 PM', '2007-08-16T14:34:12Z'],
    ['16-AUG-07 02.34.12.234359 PM +02:00', '2007-08-16T12:34:12.234359Z'],
    ['2025-12-08', '2025-12-08T00:00:00Z'],
    ['08-DEC-25', '2025-12-08T00:00:00Z'],
  ])('reads %s without guessing', (text, expected) => {
    expect(listed.read(text)).toBe(expected);
  });

  it('takes the month first before a 24-hour clock only where the field says so', () => {
    const american = reader('datetime', { monthFirst: true, allowGuess: false });
    expect(american.read('12/08/2025 14:00')).toBe('2025-12-08T14:00:00Z');
    expect(reader('datetime').read('12/25/2025 14:00')).toBe('2025-12-25T14:00:00Z');
    expect(reader('datetime').isGuess('12/25/2025 14:00')).toBe(true);
    expect(listed.read('12/25/2025 14:00')).toMatchObject({ code: 'not_a_date' });
  });

  it.each([
    ['Thu, 25 Sep 2003 10:49:41 -0300', '2003-09-25T13:49:41Z'],
    ['Thu Sep 25 10:36:28 2003', '2003-09-25T10:36:28Z'],
    ['December 8th, 2025', '2025-12-08T00:00:00Z'],
    ['8 Dec 2025 2:05 pm', '2025-12-08T14:05:00Z'],
    ['8 Dec 2025 14:05:06.123456789', '2025-12-08T14:05:06.123456789Z'],
    ['8 Dec 2025 14:05 UTC', '2025-12-08T14:05:00Z'],
    ['08-12-2025 14:00', '2025-12-08T14:00:00Z'],
    ['2025/12/08 10:00', '2025-12-08T10:00:00Z'],
  ])('guesses %s, marks it, and keeps it out where guessing is forbidden', (text, expected) => {
    const guessing = reader('datetime');
    expect(guessing.read(text)).toBe(expected);
    expect(guessing.isGuess(text)).toBe(true);
    expect(listed.read(text)).toMatchObject({ code: 'not_a_date' });
  });

  it('puts a value without an offset into the source zone, and one with an offset nowhere else', () => {
    const local = reader('datetime', { zone: stockholm });
    expect(local.read('2025-12-08 09:00:00')).toBe('2025-12-08T08:00:00Z');
    expect(local.read('2025-07-08T09:00')).toBe('2025-07-08T07:00:00Z');
    expect(local.read('2025-12-08')).toBe('2025-12-07T23:00:00Z');
    expect(local.read('2025-12-08T09:00:00Z')).toBe('2025-12-08T09:00:00Z');
    expect(local.read('2025-12-08 09:00:00Z')).toBe('2025-12-08T09:00:00Z');
  });

  it('keeps the calendar day of a date without an offset, in any zone', () => {
    const local = reader('date', { zone: stockholm });
    expect(local.read('2025-12-08 00:30:00')).toBe('2025-12-08');
    expect(local.read('08.12.2025 00:30')).toBe('2025-12-08');
    expect(local.read('2025-12-08T00:30:00+01:00')).toBe('2025-12-07');
  });

  it('keeps a date a date and makes a time UTC where no field asks for either', () => {
    const local = reader('as_written', { zone: stockholm });
    expect(local.read('08-DEC-25')).toBe('2025-12-08');
    expect(local.read('2025-12-08')).toBe('2025-12-08');
    expect(local.read('2025-12-08 00:30:00')).toBe('2025-12-07T23:30:00Z');
  });
});

describe('every answer', () => {
  it('is read again as itself', () => {
    const instant = fc.date({ min: new Date('0002-01-01'), max: new Date('9998-01-01'), noInvalidDate: true });
    const form = fc.constantFrom(
      (iso: string) => iso,
      (iso: string) => iso.slice(0, 10),
      (iso: string) => iso.slice(0, 19).replace('T', ' '),
      (iso: string) => iso.slice(0, 19).replaceAll(/[-:T]/g, ''),
      (iso: string) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)} ${iso.slice(11, 16)}`,
    );
    const result = fc.constantFrom<DateResult>('date', 'datetime', 'as_written');
    fc.assert(
      fc.property(instant, form, result, (date, write, wanted) => {
        const { read } = reader(wanted, { zone: stockholm, allowGuess: false });
        const once = read(write(date.toISOString()));
        expect(typeof once === 'string' ? read(once) : 'a text').toBe(once);
      }),
      { seed: 20251208 },
    );
  });
});
