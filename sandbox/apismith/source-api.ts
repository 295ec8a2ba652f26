// What the gateway's routes need of a published query, whether its rows are stored or made up on the fly.

import type { JsonValue } from '../exact/exact-json.ts';
import type { Capabilities, ColumnDescription } from '../erp-data/erp-api.ts';

export interface Filter {
  readonly column: number;
  readonly op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in' | 'is_null' | 'not_null';
  /** Sort keys to compare with. */
  readonly keys: readonly string[];
}

export interface OrderTerm {
  readonly column: number;
  readonly isDescending: boolean;
}

/** A page that is asked for, checked. */
export interface PageRequest {
  readonly filters: readonly Filter[];
  readonly order: readonly OrderTerm[];
  readonly limit: number;
  /** Rows to skip; 0 when reading by cursor. */
  readonly offset: number;
  /** Position of the last row of the page before, as a page of this API gave it. */
  readonly after: readonly string[] | null;
  readonly snapshot: number;
}

export interface PageRow {
  /** JSON text of the whole row. */
  readonly json: string;
  /** Where a cursor goes on after this row. */
  readonly position: readonly string[];
}

export interface SourceApi {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnDescription[];
  readonly keyColumns: readonly string[];
  readonly rowversionColumn: string;
  readonly capabilities: Capabilities;
  currentSnapshot(): number;
  count(request: PageRequest): number;
  /** Up to limit + 1 rows: the one too many tells that there are more. */
  readPage(request: PageRequest): readonly PageRow[];
  /** JSON of the highest row version committed at the snapshot. */
  ceiling(snapshot: number): JsonValue;
}
