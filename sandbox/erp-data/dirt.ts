// How a decades-old ERP shows clean values: padded, cased, grouped, in mixed formats. The meaning never changes.

import type { Random } from '../exact/random.ts';
import { toPlainDecimal } from '../exact/decimal.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const CONTROLS = ['\u0001', '\u0007', '\u000b', '\u001f'];
/** Share of the values that are shown dirty. */
const DIRTY = 0.35;

export interface Dirt {
  /** Padding, double spaces, no-break spaces, stray control characters, decomposed letters, CRLF. */
  text(value: string | null): string | null;
  /** As text(), and in any letter case: for fields whose mapping sets the case. */
  anyCase(value: string | null): string | null;
  /** Grouping, sign and exponent forms of a number in a text column. */
  number(plain: string): string;
  /** As number(), with dollars around it; negatives as accountants write them. */
  money(plain: string): string;
  /** A calendar day `2025-12-31`, in one of Oracle's or people's formats. */
  date(iso: string | null): string | null;
  /** A local time `2025-12-31 10:01:36.827`, in one of Oracle's or people's formats. */
  time(local: string | null): string | null;
}

function group(plain: string): string {
  const [whole = '', fraction] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function toScientific(plain: string): string {
  const [whole = '', fraction = ''] = plain.split('.');
  if (whole === '0') return plain;
  return `${whole.charAt(0)}.${whole.slice(1)}${fraction}0E${whole.length - 1}`;
}

function withCents(plain: string): string {
  const [whole = '', fraction = ''] = plain.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

function showNumber(plain: string, random: Random): string {
  if (plain.startsWith('-')) {
    const size = group(withCents(plain.slice(1)));
    return random.pick([plain, `(${size})`, `${size}-`, `-${size}`]);
  }
  return random.pick([
    group(plain),
    withCents(plain),
    `+${plain}`,
    `  ${group(withCents(plain))} `,
    toScientific(plain),
    plain.startsWith('0.') ? plain.slice(1) : plain,
  ]);
}

function showMoney(plain: string, random: Random): string {
  if (plain.startsWith('-')) return showNumber(plain, random);
  const size = group(withCents(plain));
  return random.pick([
    `$${size}`,
    `$ ${size}`,
    `USD ${plain}`,
    `${size} USD`,
    `USD ${size}`,
    showNumber(plain, random),
  ]);
}

function showDate(iso: string, random: Random): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  const shapes = [
    iso,
    `${iso} 00:00:00`,
    `${iso}T00:00:00`,
    `${year}/${month}/${day}`,
    `${day}.${month}.${year}`,
    `${day}/${month}/${year}`,
    `${day}-${month}-${year}`,
    `${year}${month}${day}`,
    `${day}-${name}-${year}`,
    `${day}-${name}-${year.slice(2)}`,
  ];
  // Month first is only clear where no month has that many days.
  if (Number(day) > 12) shapes.push(`${month}/${day}/${year}`, `${month}-${day}-${year}`);
  return random.pick(shapes);
}

function showTime(local: string, random: Random): string {
  const [iso = '', clockText = ''] = local.split(' ');
  const [year = '', month = '', day = ''] = iso.split('-');
  const [clock = '', fraction = ''] = clockText.split('.');
  const [hour = '', minute = '', second = ''] = clock.split(':');
  const name = MONTHS[Number(month) - 1] ?? '';
  const hour12 = String(Number(hour) % 12 === 0 ? 12 : Number(hour) % 12).padStart(2, '0');
  const half = Number(hour) < 12 ? 'AM' : 'PM';
  const micros = fraction.padEnd(6, '0');
  const shapes = [
    local,
    `${iso}T${clockText}`,
    `${day}-${name}-${year.slice(2)} ${hour12}.${minute}.${second}.${micros} ${half}`,
    `${day}-${name}-${year} ${hour}.${minute}.${second}.${micros}`,
  ];
  if (fraction === '') {
    shapes.push(
      `${day}.${month}.${year} ${clock}`,
      `${day}/${month}/${year} ${clock}`,
      `${year}${month}${day}${hour}${minute}${second}`,
      `${day}-${name}-${year} ${clock}`,
    );
    if (Number(day) > 12) shapes.push(`${month}/${day}/${year} ${hour12}:${minute}:${second} ${half}`);
  }
  return random.pick(shapes);
}

function soil(value: string, random: Random): string {
  const at = random.int(value.length + 1);
  return random.pick([
    `  ${value}`,
    `${value}   `,
    `\t${value}\u00a0`,
    value.replace(' ', '\u00a0'),
    value.replace(' ', '  '),
    value.replaceAll('\n', '\r\n'),
    value.normalize('NFD'),
    value.slice(0, at) + random.pick(CONTROLS) + value.slice(at),
  ]);
}

/** Plain decimals only; `random` decides how each value looks. */
export function createDirt(random: Random): Dirt {
  const text = (value: string | null): string | null =>
    value === null || !random.chance(DIRTY) ? value : soil(value, random);
  const plainOf = (value: string): string => toPlainDecimal(value) ?? value;
  return {
    text,
    anyCase: (value) => {
      if (value === null) return null;
      return text(random.chance(DIRTY) ? random.pick([value.toLowerCase(), value.toUpperCase()]) : value);
    },
    number: (plain) => showNumber(plainOf(plain), random),
    money: (plain) => showMoney(plainOf(plain), random),
    date: (iso) => (iso === null ? null : showDate(iso, random)),
    time: (local) => (local === null ? null : showTime(local, random)),
  };
}
