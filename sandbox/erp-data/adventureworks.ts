// Reads the AdventureWorks files: every value a text, as in the source.

import { readFileSync } from 'node:fs';

export type SourceRow = Readonly<Record<string, string | null>>;

/** Rows of one file of sandbox/data/adventureworks, in order. */
export function readAdventureWorks(name: string): SourceRow[] {
  const file = new URL(`../data/adventureworks/${name}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SourceRow); // the files hold one flat object of texts per line (README.md there)
}

/** The text of a column that is never null. */
export function textOf(row: SourceRow, name: string): string {
  const value = row[name];
  if (value === undefined || value === null) throw new TypeError(`AdventureWorks: ${name} is missing`);
  return value;
}

/** A text without its padding; null stays null. */
export function optionalTextOf(row: SourceRow, name: string): string | null {
  return row[name]?.trim() ?? null;
}

/** The day of a `2022-05-30 00:00:00.000`. */
export function dayOf(value: string): string {
  return value.slice(0, 10);
}

/** The local time of a `2022-05-30 10:01:36.827` without a fraction of zeros. */
export function timeOf(value: string): string {
  return value.replace(/\.?0*$/, (tail) => (tail.startsWith('.') ? '' : tail));
}
