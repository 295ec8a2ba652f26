// Numbers, times and sizes as people read them. Pure; the same words everywhere.

const WHOLE = new Intl.NumberFormat('en');
const ONE_DIGIT = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const LOCAL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const LOCAL_WITH_ZONE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'full',
  timeStyle: 'long',
});

export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** "1 record", "412 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatPercent(percent: number): string {
  return `${ONE_DIGIT.format(percent)} %`;
}

export function formatRate(rowsPerSecond: number | null): string {
  return rowsPerSecond === null ? '–' : `${WHOLE.format(Math.round(rowsPerSecond))} rows/s`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** The two largest units: "2 h 5 min"; under a second "< 1 s". */
export function formatDuration(ms: number): string {
  const first = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  if (first < 0) return '< 1 s';
  let rest = ms;
  const parts = UNITS.slice(first, first + 2).map(([name, unitMs]) => {
    const amount = Math.floor(rest / unitMs);
    rest -= amount * unitMs;
    return amount === 0 ? '' : `${amount} ${name}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** "3 min ago", "in 2 h"; the whole time belongs in the title (`formatExact`). */
export function formatAge(iso: string, nowMs: number): string {
  const ms = nowMs - Date.parse(iso);
  if (Math.abs(ms) < 5000) return 'just now';
  const unit = UNITS.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? (['s', 1000] as const);
  const amount = Math.floor(Math.abs(ms) / unit[1]);
  return ms >= 0 ? `${amount} ${unit[0]} ago` : `in ${amount} ${unit[0]}`;
}

export function formatTime(iso: string): string {
  return LOCAL.format(new Date(iso));
}

export function formatExact(iso: string): string {
  return LOCAL_WITH_ZONE.format(new Date(iso));
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 'B';
  for (const next of units) {
    if (amount < 1024) break;
    amount /= 1024;
    unit = next;
  }
  return `${ONE_DIGIT.format(amount)} ${unit}`;
}

/** A scalar of a row, as text: null is told apart from an empty text. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
