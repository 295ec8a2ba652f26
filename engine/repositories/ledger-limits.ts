// The sizes the ledger works in. Tests take small ones, so that everything happens with few records.

export interface LedgerLimits {
  /** So many rows at once are appended to the log; fewer are put into their blocks directly. */
  readonly appendFrom: number;
  /** One append takes so many rows at most. */
  readonly rowsPerAppend: number;
  readonly blockBytes: number;
  /** One transaction of settling. */
  readonly recordsPerStep: number;
  /** So many records of the log are in memory at most. */
  readonly recordsPerRange: number;
  readonly recordsPerMerge: number;
  readonly oldRowsAtOnce: number;
  readonly keysAtOnce: number;
  readonly blocksAtOnce: number;
}

export const LEDGER_LIMITS: LedgerLimits = {
  appendFrom: 256,
  rowsPerAppend: 20_000,
  // With its row's other columns one page of the database, 4,096 bytes less 35: about 30 records. Larger blocks take fewer
  // bytes, and more writing for a record that changes.
  blockBytes: 3_960,
  // About 20 MB of records; such a step took 0.1 s.
  recordsPerStep: 150_000,
  // About 100 MB while they are sorted. With more than 5,000,000 records in the log each part is read more than once.
  recordsPerRange: 600_000,
  recordsPerMerge: 4_096,
  oldRowsAtOnce: 20_000,
  keysAtOnce: 2_048,
  blocksAtOnce: 1_000,
};
