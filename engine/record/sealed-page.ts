// A page after stages 2 to 5 as it travels between threads: bytes and typed arrays, handed over, not copied.
// Rows that are unchanged by their fingerprint travel as places of the ledger index and nothing else.

import type { Stage } from '../failures/codes.ts';
import type { RejectedRecord } from './rejected-record.ts';

export interface SealedRows {
  readonly count: number;
  /** Place of the row in the page. */
  readonly rowNos: Uint32Array;
  /** `MARKS` offsets into `text` a row, in the order of `MARK`. */
  readonly marks: Uint32Array;
  /** `HASH_BYTES` a row: bk_hash, data_hash, fingerprint. */
  readonly hashes: Uint8Array;
  /** UTF-8, row after row. */
  readonly text: Uint8Array;
}

/** Where a part of a row begins; it ends where the next but a line break begins. No row version: it begins at its end. */
export const MARK = { rowversion: 0, sourceKey: 1, businessKey: 2, data: 3, reference: 4, end: 5 } as const;
export const MARKS = 6;
export const HASH_BYTES = 64;
export const DATA_HASH_AT = 16;
export const FINGERPRINT_AT = 48;

export interface StageFigures {
  readonly stage: Stage;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly failed: number;
  readonly ms: number;
}

export interface SealedPage {
  readonly rowCount: number;
  /** The page as it came: what is asked of a row later is read from it again. */
  readonly body: Uint8Array;
  /** Identified rows that need a decision, in the order of the page. */
  readonly rows: SealedRows;
  /** Whether the rows' fingerprints are those of their bytes. */
  readonly isKnownByBytes: boolean;
  /** Places in the ledger index of rows that need none, and the rows' places in the page. */
  readonly unchanged: Uint32Array;
  readonly unchangedRowNos: Uint32Array;
  readonly rejected: readonly RejectedRecord[];
  readonly drift: readonly (readonly [column: string, what: string])[];
  readonly figures: readonly StageFigures[];
}

/** What stage 1 wants to know of a page's rows. */
export interface PageSummary {
  readonly rowCount: number;
  /** A number for each row: 53 bits of its source key's hash, or below zero its place in the ledger index. */
  readonly sourceKeys: Float64Array;
  /** The highest row version, where one was read. */
  readonly highest: string | null;
}
