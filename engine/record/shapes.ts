// The shapes of a record in the order of its life. Each stage takes one brand and gives the next,
// so that skipping a stage does not compile.

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A scalar as it stands in a page: numbers a double cannot carry are exact decimal strings (see lossless-json). */
export type RawValue = string | number | boolean | null;
/** A normalized or mapped scalar: exact decimals that a double cannot carry are decimal strings. */
export type Value = string | number | boolean | null;

/** A row as APISmith sent it: column name to value. */
export type RawRow = Readonly<Record<string, RawValue>>;
/** Stage 2: source column to value after layers 1-4. */
export type NormalizedRow = Branded<Readonly<Record<string, Value>>, 'normalized'>;
/** Stage 4: target field to value after layer 5. */
export type MappedData = Branded<Readonly<Record<string, Value>>, 'mapped'>;

/** XXH128 of the business key, 32 lower-case hex digits. */
export type BkHash = Branded<string, 'bk_hash'>;
/** BLAKE3-256 of the mapped data, 64 lower-case hex digits. */
export type DataHash = Branded<string, 'data_hash'>;

/** What an unchanged row is known by, 32 lower-case hex digits: three forms, told in raw-print.ts. */
export type Fingerprint = Branded<string, 'fingerprint'>;

/** Stage 5: a mapped record with its identity. */
export interface IdentifiedRecord {
  readonly bkHash: BkHash;
  readonly dataHash: DataHash;
  /** JCS array of the business-key values, in configured order: the real key behind `bkHash`. */
  readonly businessKey: string;
  /** Readable key, `site=S1 | item_number=PN-7`. */
  readonly reference: string;
  /** The source's own text, or null where the source has no row version. */
  readonly rowversion: string | null;
  readonly data: MappedData;
  /** Canonical JSON (JCS) of `data`: hashed, compared and sent as it is. */
  readonly dataJson: string;
  /** Where it was made already; it can be made from the rest. */
  readonly fingerprint?: Fingerprint;
  /** What the ledger will keep of the record, where it is at hand as bytes: begins with the key (ledger/record-codec.ts). */
  readonly draft?: Uint8Array;
  /** `dataJson` in UTF-8, where it is at hand. */
  readonly dataBytes?: Uint8Array;
}

/** What every shape carries: the row as read and its place in the ERP. */
interface Origin {
  readonly raw: RawRow;
  /** JSON array of the raw key columns: names the ERP row before any layer can fail. */
  readonly sourceKey: string;
}
/** After stage 1. */
export type FetchedRecord = Branded<Origin, 'fetched record'>;
/** After stage 2; stage 3 gives it the next brand without changing a value. */
export type NormalizedRecord = Branded<Origin & { readonly normalized: NormalizedRow }, 'normalized record'>;
/** After stage 3. */
export type ValidatedRecord = Branded<Origin & { readonly normalized: NormalizedRow }, 'validated record'>;
/** After stage 4. */
export type MappedRecord = Branded<
  Origin & { readonly normalized: NormalizedRow; readonly data: MappedData },
  'mapped record'
>;
/** After stage 5: `identity` is all that the later stages, the ledger and ScheduleHub need. */
export type IdentifiedRow = Branded<
  Origin & { readonly normalized: NormalizedRow; readonly identity: IdentifiedRecord },
  'identified record'
>;
