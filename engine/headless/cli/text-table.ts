// Plain tables and figures for people: pure.

/** Columns as wide as their longest cell, two blanks between; cells that are numbers stand to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows.map((row) => row.map(toCell))];
  const widths = header.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length)));
  const isNumber = header.map((_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === 'number'));
  const toLine = (row: readonly string[]): string =>
    widths
      .map((width, at) => {
        const cell = row[at] ?? '';
        const blanks = ' '.repeat(width - [...cell].length);
        return isNumber[at] === true ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd();
  return cells.map(toLine).join('\n');
}

function toCell(value: string | number): string {
  return typeof value === 'number' ? count(value) : value.replace(/\s+/g, ' ');
}

/** 1234567 as `1,234,567`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 row`, `2 rows`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Milliseconds as people say them: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** Bytes as `312 kB`, `4.2 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1e6) return `${Math.round(value / 1e3)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
