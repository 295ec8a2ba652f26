// What became of the records of a batch, by their place in it: 5 bytes a record, which is little enough to be kept.

export interface RecordError {
  readonly code: 'required' | 'type' | 'parent_missing' | 'conflict';
  readonly message: string;
  readonly field: string | null;
}

export const STATUSES = ['created', 'updated', 'deleted', 'exists', 'not_found', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

export interface BatchResults {
  /** Places in STATUSES. */
  readonly statuses: Uint8Array;
  /** Numbers of the records, -1 where there is none. */
  readonly numbers: Int32Array;
  readonly errors: ReadonlyMap<number, RecordError>;
}
