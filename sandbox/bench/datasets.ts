// Which rows a benchmark reads: made up from their number, each with its row version, and whether it is a good one.

import { toSyntheticJson } from '../apismith/synthetic-rows.ts';
import type { SourceRow } from './plain-part.ts';

export const PARTS = 'synthetic_parts';
export const STOCK = 'synthetic_stock';

/** base: as first read. changed: 1 % changed, 0.1 % new, 0.1 % gone. dirty: 2 % cannot be cleaned. */
export type DatasetKind = 'base' | 'changed' | 'dirty' | 'stock';

export interface DatasetRow {
  readonly json: string;
  readonly key: number;
  readonly version: number;
  /** ended: in the base, but not among these rows. */
  readonly fate: 'good' | 'bad' | 'ended';
}

const PARTS_OF_STOCK = 4;

/** How many rows of a thousand are there once for each way to be bad, and bins for each part. */
export function* listRows(kind: DatasetKind, rows: number): Generator<DatasetRow> {
  switch (kind) {
    case 'base':
      for (let index = 0; index < rows; index += 1) yield part(index, 0, index + 1);
      return;
    case 'changed':
      yield* changedRows(rows);
      return;
    case 'dirty':
      for (let index = 0; index < rows; index += 1) {
        yield index % 50 === 7 ? badPart(index) : part(index, 0, index + 1);
      }
      return;
    case 'stock':
      for (let index = 0; index < rows; index += 1) yield stockOf(index);
  }
}

function part(index: number, revision: number, version: number): DatasetRow {
  return { json: toSyntheticJson({ index, revision, rowversion: version }), key: index + 1, version, fate: 'good' };
}

function* changedRows(rows: number): Generator<DatasetRow> {
  let version = rows;
  for (let index = 0; index < rows; index += 1) {
    if (index % 1000 === 500) yield { ...part(index, 0, index + 1), fate: 'ended' };
    else if (index % 100 === 50) yield part(index, 1, (version += 1));
    else yield part(index, 0, index + 1);
  }
  const added = Math.floor(rows / 1000);
  for (let index = rows; index < rows + added; index += 1) yield part(index, 0, (version += 1));
}

/** One value of a row that no layer can make sense of. */
const DEFECTS: readonly SourceRow[] = [
  { QUANTITY: '12abc' },
  { SITE: 'S9' },
  { RELEASED: '31.02.2024' },
  { PRICE: '--5' },
];

function badPart(index: number): DatasetRow {
  const row = parse(toSyntheticJson({ index, revision: 0, rowversion: index + 1 }));
  const json = JSON.stringify({ ...row, ...DEFECTS[Math.floor(index / 50) % DEFECTS.length] });
  return { json, key: index + 1, version: index + 1, fate: 'bad' };
}

/** Stock of a part in a bin: four bins to a part. */
function stockOf(index: number): DatasetRow {
  const partIndex = Math.floor(index / PARTS_OF_STOCK);
  const {
    PART_ID: _id,
    PART_NAME: _name,
    ...rest
  } = parse(toSyntheticJson({ index: partIndex, revision: index % PARTS_OF_STOCK, rowversion: index + 1 }));
  const bin = `b-${String((index % PARTS_OF_STOCK) + 1).padStart(2, '0')}`;
  const json = JSON.stringify({ STOCK_ID: index + 1, BIN: bin, ...rest });
  return { json, key: index + 1, version: index + 1, fate: 'good' };
}

function parse(json: string): SourceRow {
  // Rendered by toSyntheticJson: texts and numbers only.
  return JSON.parse(json) as SourceRow;
}

/** Of so many rows, how many are stock and how many are the parts that it belongs to. */
export function splitFamily(rows: number): { readonly parts: number; readonly stock: number } {
  const parts = Math.max(1, Math.floor(rows / (PARTS_OF_STOCK + 1)));
  return { parts, stock: parts * PARTS_OF_STOCK };
}
