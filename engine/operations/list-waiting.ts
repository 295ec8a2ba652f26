// Records that wait for a parent, as the command line and the API show them: public names, in pages.

import type { MissingParent, PendingChild, PendingFilter } from '../repositories/pending-child.ts';
import { locateParents, type ParentPlace } from './locate-parents.ts';
import type { Store } from '../repositories/store.ts';

export interface WaitingPage {
  readonly rows: readonly ReturnType<typeof toWaitingItem>[];
  readonly next: string | null;
  /** Null where the filter names a parent. */
  readonly total: number | null;
}

/** In order of uid: the ones that wait longest first. */
export async function listWaiting(
  { pendingChildren }: Store,
  filter: PendingFilter,
  page: { readonly limit: number; readonly cursor: string | null },
): Promise<WaitingPage> {
  const { items, nextCursor } = await pendingChildren.listWaiting(filter, page);
  const isByParent = filter.parentEntity !== undefined || filter.parentBkHash !== undefined;
  const total = isByParent ? null : await pendingChildren.count(filter.entity);
  return { rows: items.map(toWaitingItem), next: nextCursor, total };
}

/** A waiting record, in public names. */
export function toWaitingItem(child: PendingChild) {
  return {
    uid: child.uid,
    entity: child.entityName,
    reference: child.reference,
    status: child.status,
    parent_entity: child.parentEntity,
    parent_reference: child.parentReference,
    parent_bk_hash: child.parentBkHash,
    bk_hash: child.bkHash,
    source_key: child.sourceKey,
    retry_count: child.retryCount,
    max_retries: child.maxRetries,
    batch_uid: child.batchUid,
    created_at: child.createdAt,
    last_tried_at: child.lastTriedAt,
  };
}

/** The missing parents, the one with most children first, each with where it is. */
export async function listMissingParents(store: Store, limit: number) {
  const parents = await store.pendingChildren.groupByParent({ limit });
  const places = await locateParents(store, parents);
  return parents.map((parent) => {
    const place: ParentPlace = places.get(parent.parentEntity)?.get(parent.parentBkHash) ?? 'unseen';
    return { ...toParentItem(parent), place };
  });
}

/** A missing parent, in public names. */
export function toParentItem(parent: MissingParent) {
  return {
    parent_entity: parent.parentEntity,
    parent_reference: parent.parentReference,
    parent_bk_hash: parent.parentBkHash,
    children: parent.children,
    entities: parent.entities,
    oldest: parent.oldest,
  };
}
