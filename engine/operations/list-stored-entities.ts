// Every stored entity in its current version, by name.

import type { Entity } from '../contract/entity.ts';
import type { Store } from '../repositories/store.ts';

const ENTITIES_AT_ONCE = 20;

export async function listStoredEntities(store: Store): Promise<ReadonlyMap<string, Entity>> {
  const names = (await store.entities.list()).map((entity) => entity.name);
  const all = new Map<string, Entity>();
  for (let start = 0; start < names.length; start += ENTITIES_AT_ONCE) {
    const group = names.slice(start, start + ENTITIES_AT_ONCE);
    const found = await Promise.all(group.map((name) => store.entities.find(name)));
    for (const stored of found) if (stored !== null) all.set(stored.entity.name, stored.entity);
  }
  return all;
}
