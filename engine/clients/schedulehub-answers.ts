// What ScheduleHub answers, checked and in this program's names (contracts/schedulehub.openapi.yaml).

import { z } from 'zod';
import { FIELD_TYPES } from '../contract/entity.ts';
import { parseLossless } from '../record/lossless-json.ts';
import type { BkHash, DataHash, Value } from '../record/shapes.ts';
import type { Answer } from './http/exchange.ts';
import { checkAgainst, readJson } from './http/read-answer.ts';
import type { Reading } from './http/read-answer.ts';

const targetFieldSchema = z
  .object({
    name: z.string(),
    type: z.enum(FIELD_TYPES),
    required: z.boolean(),
    max_length: z.number().int().nullable().default(null),
    minimum: z.number().nullable().default(null),
    maximum: z.number().nullable().default(null),
    enum: z.array(z.string()).nullable().default(null),
    description: z.string().nullable().default(null),
  })
  .transform(({ max_length, required, ...field }) => ({ ...field, isRequired: required, maxLength: max_length }));

export const targetEntitySchema = z
  .object({
    name: z.string(),
    fields: z.array(targetFieldSchema),
    parents: z.array(z.object({ entity: z.string() })),
    record_count: z.number().int(),
  })
  .transform(({ record_count, ...entity }) => ({ ...entity, recordCount: record_count }));
/** One entity of ScheduleHub with its fields and parents. */
export type TargetEntity = Readonly<z.output<typeof targetEntitySchema>>;

export const targetEntityListSchema = z.object({ items: z.array(targetEntitySchema) });

/** A record as ScheduleHub holds it; `data` is null when it was not asked for. Exact decimals come as text. */
export interface TargetRecord {
  readonly uid: string;
  readonly bkHash: BkHash;
  readonly dataHash: DataHash;
  readonly rowversion: string | null;
  readonly reference: string | null;
  readonly data: Readonly<Record<string, Value>> | null;
}

const bkHash = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  // The pattern is what the brand promises.
  .transform((text) => text as BkHash);
const dataHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  // The pattern is what the brand promises.
  .transform((text) => text as DataHash);
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const headSchema = z.object({
  uid: z.string().min(1),
  bk_hash: bkHash,
  data_hash: dataHash,
  rowversion: z.string().nullable().default(null),
  reference: z.string().nullable().default(null),
});
const targetRecordSchema = headSchema
  .extend({ data: z.record(z.string(), value) })
  .transform((record) => toTargetRecord(record, record.data));
/** Without data a server may leave `data` out or send it empty; neither says anything about the record. */
const recordHeadSchema = headSchema.transform((record) => toTargetRecord(record, null));

function toTargetRecord(head: z.output<typeof headSchema>, data: TargetRecord['data']): TargetRecord {
  return {
    uid: head.uid,
    bkHash: head.bk_hash,
    dataHash: head.data_hash,
    rowversion: head.rowversion,
    reference: head.reference,
    data,
  };
}

/** A page of records in the order of bk_hash; `nextCursor` is null after the last one. */
export interface RecordPage {
  readonly records: readonly TargetRecord[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
  readonly total: number | null;
}

const recordPageSchema = z
  .object({ records: z.array(targetRecordSchema), has_more: z.boolean(), total: z.number().int().nullish() })
  .refine((page) => !page.has_more || page.records.length > 0, 'an empty page says that more follow')
  .transform((page): RecordPage => ({
    records: page.records,
    hasMore: page.has_more,
    nextCursor: page.has_more ? (page.records.at(-1)?.bkHash ?? null) : null,
    total: page.total ?? null,
  }));
const recordListSchema = z.object({ records: z.array(targetRecordSchema) });
const headListSchema = z.object({ records: z.array(recordHeadSchema) });

export function readRecord(answer: Answer): Reading<TargetRecord> {
  return readLosslessly(targetRecordSchema, answer);
}

export function readRecordPage(answer: Answer): Reading<RecordPage> {
  return readLosslessly(recordPageSchema, answer);
}

/** Reads what batch-get found; a record that was not asked for is a bad answer. */
export function readFoundRecords(
  answer: Answer,
  asked: { readonly bkHashes: readonly string[]; readonly withData: boolean },
): Reading<readonly TargetRecord[]> {
  const list = readLosslessly(asked.withData ? recordListSchema : headListSchema, answer);
  if (!list.ok) return list;
  const open = new Set(asked.bkHashes);
  for (const record of list.value.records) {
    if (!open.delete(record.bkHash)) {
      return { ok: false, what: `record ${record.bkHash} came without being asked for, or twice` };
    }
  }
  return { ok: true, value: list.value.records };
}

function readLosslessly<Schema extends z.ZodType>(schema: Schema, answer: Answer): Reading<z.output<Schema>> {
  const json = readJson(answer, (text) => parseLossless(text));
  return json.ok ? checkAgainst(schema, json.value) : json;
}

const batchStatus = z.enum(['created', 'updated', 'deleted', 'exists', 'not_found', 'failed']);
export type BatchStatus = z.output<typeof batchStatus>;

const batchSchema = z.object({
  results: z.array(
    z.object({
      bk_hash: z.string(),
      status: batchStatus,
      uid: z.string().nullish(),
      error: z.object({ code: z.string(), message: z.string(), field: z.string().nullable().default(null) }).nullish(),
    }),
  ),
});

/** The fate of one record of a batch, in the order sent. */
export interface RecordResult {
  readonly bkHash: string;
  readonly status: BatchStatus;
  readonly uid: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly field: string | null } | null;
}

export interface BatchResult {
  readonly results: readonly RecordResult[];
}

type BatchAnswer = readonly z.output<typeof batchSchema>['results'][number][];

/** The results of an answer without a failure, checked by hand: the schema costs as much as parsing. Null: ask the schema. */
function plainResults(value: unknown): BatchAnswer | null {
  if (typeof value !== 'object' || value === null || !('results' in value) || !Array.isArray(value.results))
    return null;
  const results: readonly unknown[] = value.results;
  return results.every(isPlainResult) ? results : null;
}

function isPlainResult(result: unknown): result is BatchAnswer[number] {
  if (typeof result !== 'object' || result === null || !('bk_hash' in result && 'status' in result)) return false;
  const uid = 'uid' in result ? result.uid : null;
  const error = 'error' in result ? result.error : null;
  const isPlain = error === null && (uid === null || typeof uid === 'string');
  return isPlain && typeof result.bk_hash === 'string' && isBatchStatus(result.status);
}

function isBatchStatus(status: unknown): status is BatchStatus {
  return typeof status === 'string' && STATUSES.has(status);
}

const STATUSES: ReadonlySet<string> = new Set(batchStatus.options);

/** Reads a batch's answer; it must hold one result per record sent, in the order sent, of a status the batch can have. */
export function readBatchResult(
  answer: Answer,
  sent: readonly string[],
  possible: ReadonlySet<BatchStatus>,
): Reading<BatchResult> {
  const json = readJson(answer);
  if (!json.ok) return json;
  const plain = plainResults(json.value);
  const batch = plain === null ? checkAgainst(batchSchema, json.value) : null;
  if (batch?.ok === false) return batch;
  const results = plain ?? batch?.value.results ?? [];
  if (results.length !== sent.length) {
    return { ok: false, what: `${results.length} results came for ${sent.length} records` };
  }
  const checked: RecordResult[] = [];
  for (const [index, result] of results.entries()) {
    if (result.bk_hash !== sent[index]) return { ok: false, what: `result ${index + 1} is that of another record` };
    if (!possible.has(result.status)) {
      return { ok: false, what: `result ${index + 1} says ${result.status}, which this batch cannot have done` };
    }
    checked.push({
      bkHash: result.bk_hash,
      status: result.status,
      uid: result.uid ?? null,
      error: result.error ?? null,
    });
  }
  return { ok: true, value: { results: checked } };
}
