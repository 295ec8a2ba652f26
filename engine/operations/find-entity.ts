// Looks an entity up by name; an unknown name is answered with the known ones.

import { EngineError } from '../failures/engine-error.ts';
import type { StoredEntity } from '../repositories/entity-repository.ts';
import type { Store } from '../repositories/store.ts';

export async function getEntity(store: Store, name: string, version?: number): Promise<StoredEntity> {
  const stored = await store.entities.find(name, version);
  if (stored !== null) return stored;
  const known = (await store.entities.list()).map((entity) => entity.name);
  const which = version === undefined ? name : `${name}, version ${version}`;
  const hint =
    known.length === 0 ? 'There are no entities yet. Import or map one first.' : `Known entities: ${known.join(', ')}.`;
  throw new EngineError('usage', `There is no entity ${which}. ${hint}`, {
    details: { entity: name, code: 'unknown_entity', known_entities: known.length },
  });
}
