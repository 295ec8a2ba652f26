// Where missing parents are, as far as the state tells: a few look-ups by key for each parent entity.

import type { PARENT_PLACES } from '../contract/waiting.ts';
import type { BkHash } from '../record/shapes.ts';
import type { MissingParent } from '../repositories/pending-child.ts';
import type { Store } from '../repositories/store.ts';

export type ParentPlace = (typeof PARENT_PLACES)[number];

/** By parent entity, then key; the first place of the list that fits. */
export type ParentPlaces = ReadonlyMap<string, ReadonlyMap<BkHash, ParentPlace>>;

export async function locateParents(store: Store, parents: readonly MissingParent[]): Promise<ParentPlaces> {
  const places = new Map<string, ReadonlyMap<BkHash, ParentPlace>>();
  for (const [entity, group] of Map.groupBy(parents, (parent) => parent.parentEntity)) {
    const keys = group.map((parent) => parent.parentBkHash);
    const delivered = await store.ledger.listExisting(entity, keys);
    const held = await store.heldDeletes.listExisting(entity, keys);
    const failed = await store.failedRecords.listStandingByKey(entity, keys);
    const waiting = await store.pendingChildren.findMany(entity, keys);
    const placeOf = (key: BkHash): ParentPlace => {
      const failure = failed.get(key);
      if (failure !== undefined) return failure === 'ignored' ? 'ignored' : 'failed';
      if (waiting.has(key)) return 'waiting';
      if (held.has(key)) return 'held_delete';
      return delivered.has(key) ? 'delivered' : 'unseen';
    };
    places.set(entity, new Map(keys.map((key) => [key, placeOf(key)])));
  }
  return places;
}
