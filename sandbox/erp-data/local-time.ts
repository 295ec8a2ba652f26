// Local times of a zone to UTC and back: what ScheduleHub must hold for a time that the ERP shows without an offset.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The wall clock of the zone at an instant (ms since 1970): `2025-02-07 10:01:36`. */
export function toLocal(instantMs: number, zone: string): string {
  return formatOf(zone).format(instantMs);
}

/** Offsets change on quarter hours only; asking Intl for each value would cost a third of the start. */
const QUARTER_MS = 900_000;
const offsets = new Map<string, number>();

function offsetAt(instantMs: number, zone: string): number {
  const quarter = Math.floor(instantMs / QUARTER_MS);
  const key = `${zone}|${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = Date.parse(`${toLocal(quarter * QUARTER_MS, zone).replace(' ', 'T')}Z`) - quarter * QUARTER_MS;
    offsets.set(key, offset);
  }
  return offset;
}

/**
 * UTC text of a local time; a fraction keeps its digits, trailing zeros go. A time that occurs twice is the first;
 * one that the clock skipped moves forward by the gap.
 */
export function localToUtc(local: string, zone: string): string {
  const [clock = '', fraction = ''] = local.split('.');
  const wall = Date.parse(`${clock.replace(' ', 'T')}Z`);
  const before = offsetAt(wall - 86_400_000, zone);
  const after = offsetAt(wall + 86_400_000, zone);
  const isRight = (offset: number): boolean => offsetAt(wall - offset, zone) === offset;
  const offset = isRight(before) || !isRight(after) ? before : after;
  const kept = fraction.replace(/0+$/, '');
  return new Date(wall - offset).toISOString().slice(0, 19) + (kept === '' ? 'Z' : `.${kept}Z`);
}
