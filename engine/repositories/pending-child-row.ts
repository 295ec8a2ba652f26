// How a waiting child stands in its row of pending_children.

import type { SqlValue } from '../db/database.ts';
import { toBkHash, toBlob, toDataHash } from './hash-blob.ts';
import type { NewPendingChild, PendingChild } from './pending-child.ts';
import { selectList } from './select-list.ts';

/** What a newer payload of the same child replaces. */
export const PENDING_UPDATE_COLUMNS = [
  'batch_uid',
  'reference',
  'parent_entity',
  'parent_bk_hash',
  'parent_reference',
  'raw',
  'data_json',
  'data_hash',
  'business_key',
  'source_key',
  'rowversion',
  'mapping_version',
  'status',
] as const;

/** In the order of `toPendingInsert`. */
export const PENDING_INSERT_COLUMNS = [
  'uid',
  'entity_name',
  'bk_hash',
  'created_at',
  ...PENDING_UPDATE_COLUMNS,
] as const;

export const PENDING_COLUMNS = selectList([...PENDING_INSERT_COLUMNS, 'retry_count', 'max_retries', 'last_tried_at']);

export type PendingChildRow = Omit<PendingChild, 'bkHash' | 'parentBkHash' | 'dataHash'> & {
  readonly bkHash: Uint8Array;
  readonly parentBkHash: Uint8Array;
  readonly dataHash: Uint8Array;
};

export function toPendingInsert(
  child: NewPendingChild & Pick<PendingChild, 'entityName' | 'batchUid' | 'createdAt'>,
): readonly SqlValue[] {
  return [
    child.uid,
    child.entityName,
    toBlob(child.bkHash),
    child.createdAt,
    child.batchUid,
    child.reference,
    child.parentEntity,
    toBlob(child.parentBkHash),
    child.parentReference,
    child.raw,
    child.dataJson,
    toBlob(child.dataHash),
    child.businessKey,
    child.sourceKey,
    child.rowversion,
    child.mappingVersion,
    'waiting',
  ];
}

export function toPendingChild(row: PendingChildRow): PendingChild {
  return {
    ...row,
    bkHash: toBkHash(row.bkHash),
    parentBkHash: toBkHash(row.parentBkHash),
    dataHash: toDataHash(row.dataHash),
  };
}
