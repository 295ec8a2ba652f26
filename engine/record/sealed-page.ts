// A page after stages 2 to 5 as it travels between threads: bytes and typed arrays, handed over, not copied.
// Rows that are unchanged by their fingerprint travel as places of the ledger index and nothing else.

import type { Stage } from '../failures/codes.ts';
import type { RejectedRecord } from './rejected-record.ts';

/** Starts have one number more than there are rows: where the last one ends. */
export interface SealedRows {
  readonly count: number;
  /** Place of the row in the page. */
  readonly rowNos: Uint32Array;
  /** Their keys, 16 bytes each. */
  readonly keys: Uint8Array;
  /** Records as ScheduleHub takes them, each with the comma that follows (clients/outgoing-record.ts). */
  readonly outgoing: Uint8Array;
  readonly recordStarts: Uint32Array;
  /** Where in `outgoing` the data of each record begin. */
  readonly dataStarts: Uint32Array;
  /** Records as the ledger keeps them, but for the target uid (ledger/record-codec.ts). */
  readonly drafts: Uint8Array;
  readonly draftStarts: Uint32Array;
  /** Null where the entity has no parents. */
  readonly parents: SealedParents | null;
}

/** The parents that rows name: those of one row side by side, in the order of the rules. */
export interface SealedParents {
  /** One of PARENT each. */
  readonly kinds: Uint8Array;
  /** 16 bytes each; what they are without a key means nothing. */
  readonly keys: Uint8Array;
}

/** What a row says of a parent: all parts of its key are null, it names one, or only some parts are null. */
export const PARENT = { none: 0, key: 1, incomplete: 2 } as const;

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
  /** Gives the memory of the records back to be written again: nothing may read them from then on. */
  readonly reuse?: () => void;
}

/** What stage 1 wants to know of a page's rows. */
export interface PageSummary {
  readonly rowCount: number;
  /** A number for each row, sorted: 53 bits of its source key's hash, or below zero its place in the ledger index. */
  readonly sourceKeys: Float64Array;
  /** The highest row version, where one was read. */
  readonly highest: string | null;
}
