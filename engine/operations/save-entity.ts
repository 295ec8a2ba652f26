// Saves an entity as a new version, restores an earlier one, removes one. Refuses what a run would trip over.

import type { Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { readEntityFile, type EntityProblem } from './check-entity-file.ts';
import { findParentProblems } from './check-parents.ts';
import { getEntity } from './find-entity.ts';
import { listStoredEntities } from './list-stored-entities.ts';
import type { Services } from './services.ts';

export interface EntitySave {
  readonly entity: Entity;
  readonly note: string;
  /** The version the editor began with; null where the entity must be new. */
  readonly expectedVersion: number | null;
}

export interface EntitySaved {
  readonly status: 'saved' | 'unchanged' | 'refused';
  /** The version in force; null where a refused entity does not exist yet. */
  readonly version: number | null;
  readonly problems: readonly EntityProblem[];
}

/** Throws EngineError `conflict` where somebody else saved a version meanwhile. */
export async function saveEntity(
  services: Services,
  { entity, note, expectedVersion }: EntitySave,
): Promise<EntitySaved> {
  const problems = await findProblems(services, entity);
  return services.store.transaction(async ({ entities }) => {
    const version = (await entities.find(entity.name))?.version ?? null;
    if (version !== expectedVersion) throw changedMeanwhile(entity.name, version, expectedVersion);
    if (problems.length > 0) return { status: 'refused', version, problems };
    const at = new Date(services.clock.now()).toISOString();
    const saved = await entities.save(entity, { note, at, newUid: services.newUid });
    return { status: saved.isNew ? 'saved' : 'unchanged', version: saved.version, problems: [] };
  });
}

/** The content of an earlier version becomes the newest one. */
export async function restoreEntity(
  services: Services,
  { name, version, note }: { readonly name: string; readonly version: number; readonly note: string },
): Promise<EntitySaved> {
  const { entity } = await getEntity(services.store, name, version);
  const current = await getEntity(services.store, name);
  const text = note === '' ? `restored from version ${version}` : note;
  return saveEntity(services, { entity, note: text, expectedVersion: current.version });
}

/** Throws EngineError `usage` where another entity names it as its parent. What was synced stays, drafts and samples go. */
export async function removeEntity({ store }: Services, name: string): Promise<void> {
  await getEntity(store, name);
  const children = (await store.entities.list()).filter((one) => one.parents.includes(name));
  if (children.length > 0) {
    const names = children.map((child) => child.name).join(', ');
    throw new EngineError('usage', `${name} is the parent of ${names}. Remove or change those first.`, {
      details: { entity: name },
    });
  }
  await store.transaction(async ({ entities, drafts, samples }) => {
    await entities.remove(name);
    await drafts.remove(name);
    await samples.removeAll(name);
  });
}

async function findProblems(services: Services, entity: Entity): Promise<readonly EntityProblem[]> {
  const { problems } = readEntityFile(JSON.stringify(entity));
  const all = new Map([...(await listStoredEntities(services.store)), [entity.name, entity]]);
  return [...problems, ...findParentProblems(entity, all)];
}

function changedMeanwhile(name: string, version: number | null, expected: number | null): EngineError {
  const now = version === null ? 'does not exist any more' : `is at version ${version} now`;
  const began = expected === null ? 'it was to be new' : `the edit began with version ${expected}`;
  return new EngineError(
    'conflict',
    `The entity ${name} ${now}, but ${began}. Nothing was saved. Look at the difference, then save again.`,
    { details: { entity: name, version } },
  );
}
