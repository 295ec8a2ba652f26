// Deletes on hold, as the command line and the API show them: public names, in pages.

import { EngineError } from '../failures/engine-error.ts';
import type { BkHash } from '../record/shapes.ts';
import type { HeldDelete } from '../repositories/held-delete-repository.ts';
import type { Store } from '../repositories/store.ts';
import { getEntity } from './find-entity.ts';

export interface HeldPage {
  readonly rows: readonly ReturnType<typeof toHeldItem>[];
  readonly next: string | null;
  readonly total: number;
}

export interface HeldQuery {
  readonly entity?: string | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor: string | null;
}

/** In order of entity and key. Throws EngineError `usage` for a cursor that is none. */
export async function listHeldDeletes({ heldDeletes }: Store, query: HeldQuery): Promise<HeldPage> {
  const { entity, limit, cursor } = query;
  const found = await heldDeletes.listPage({ entity }, { limit: limit + 1, after: readCursor(cursor) });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last !== undefined ? `${last.entityName}:${last.bkHash}` : null;
  return { rows: rows.map(toHeldItem), next, total: await heldDeletes.count(entity) };
}

function readCursor(cursor: string | null): Pick<HeldDelete, 'entityName' | 'bkHash'> | null {
  if (cursor === null) return null;
  const [, entityName = '', hash = ''] = /^([a-z][a-z0-9_]*):([0-9a-f]{32})$/.exec(cursor) ?? [];
  if (hash === '') throw new EngineError('usage', 'The cursor is not one of this list. Begin with the first page.');
  // Safe: the pattern is what the brand promises.
  return { entityName, bkHash: hash as BkHash };
}

export interface HeldChoice {
  readonly entity: string;
  readonly which:
    | { readonly kind: 'named'; readonly bkHashes: readonly string[] }
    /** `expected`: how many the operator saw. */
    | { readonly kind: 'all'; readonly expected: number };
}

/** Throws EngineError `not_found` for one that is not on hold, `conflict` where there are more or fewer than expected. */
export async function chooseHeldDeletes(
  store: Store,
  { entity, which }: HeldChoice,
): Promise<readonly BkHash[] | 'all'> {
  await getEntity(store, entity);
  if (which.kind === 'all') {
    const count = await store.heldDeletes.count(entity);
    if (count === which.expected) return 'all';
    const sentence = `${count} deletes of ${entity} are on hold now, not ${which.expected}. Nothing was done. Look at the list again.`;
    throw new EngineError('conflict', sentence, { details: { entity, count } });
  }
  const held = new Map<string, BkHash>((await store.heldDeletes.list(entity)).map((one) => [one.bkHash, one.bkHash]));
  return which.bkHashes.map((hash) => {
    const known = held.get(hash);
    if (known !== undefined) return known;
    const sentence = `No delete of ${entity} with the key hash ${hash} is on hold. Nothing was done. Look at the list again.`;
    throw new EngineError('not_found', sentence, { details: { entity, bk_hash: hash } });
  });
}

/** A delete on hold, in public names. */
export function toHeldItem(held: HeldDelete) {
  return {
    entity: held.entityName,
    reference: held.reference,
    bk_hash: held.bkHash,
    reason: held.reason,
    detected_at: held.detectedAt,
    approved_at: held.approvedAt,
    batch_uid: held.batchUid,
  };
}
