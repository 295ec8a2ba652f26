// Imports entity files in any order, parents beside children: each file whole or not at all, with a result for each.

import type { Entity } from '../contract/entity.ts';
import { readEntityFile, type EntityProblem } from './check-entity-file.ts';
import { findParentProblems, findUnknownParents } from './check-parents.ts';
import { listStoredEntities } from './list-stored-entities.ts';
import type { Services } from './services.ts';

export interface EntityDocument {
  /** Where the text comes from, for the operator. */
  readonly file: string;
  readonly text: string;
}

export interface ImportResult {
  readonly file: string;
  /** Null where the file does not even say. */
  readonly entity: string | null;
  readonly status: 'imported' | 'unchanged' | 'refused';
  /** Mapping version in force; null where the file was refused. */
  readonly version: number | null;
  readonly problems: readonly EntityProblem[];
  /** What has to follow before the entity can be synced. */
  readonly notes: readonly string[];
}

type Read = EntityDocument & { readonly entity: Entity | null; readonly problems: readonly EntityProblem[] };

/** Results in the order of the documents. Files that are sound are stored together, the others leave no trace. */
export async function importEntities(
  services: Services,
  documents: readonly EntityDocument[],
): Promise<readonly ImportResult[]> {
  const stored = await listStoredEntities(services.store);
  const checked = refuseTogether(refuseDoubles(documents.map(read)), stored);
  const all = new Map(stored);
  for (const { entity, problems } of checked)
    if (entity !== null && problems.length === 0) all.set(entity.name, entity);
  return services.store.transaction(async ({ entities }) => {
    const results: ImportResult[] = [];
    for (const { file, entity, problems } of checked) {
      if (entity === null || problems.length > 0) {
        results.push({ file, entity: entity?.name ?? null, status: 'refused', version: null, problems, notes: [] });
        continue;
      }
      const at = new Date(services.clock.now()).toISOString();
      const saved = await entities.save(entity, { note: `imported from ${file}`, at, newUid: services.newUid });
      const status = saved.isNew ? 'imported' : 'unchanged';
      results.push({
        file,
        entity: entity.name,
        status,
        version: saved.version,
        problems: [],
        notes: notesOf(entity, all),
      });
    }
    return results;
  });
}

function notesOf(entity: Entity, all: ReadonlyMap<string, Entity>): readonly string[] {
  return findUnknownParents(entity, all).map(
    (parent) => `Its parent ${parent} is not imported yet: import it before the first sync.`,
  );
}

function read(document: EntityDocument): Read {
  return { ...document, ...readEntityFile(document.text) };
}

function refuseDoubles(files: readonly Read[]): readonly Read[] {
  return files.map((one, at) => {
    const first = files
      .slice(0, at)
      .find((earlier) => earlier.entity !== null && earlier.entity.name === one.entity?.name);
    if (first === undefined) return one;
    const message = `the entity ${one.entity?.name} is in ${first.file} already`;
    const double: EntityProblem = { kind: 'schema', path: 'name', message, hint: 'Give one of them another name.' };
    return { ...one, problems: [...one.problems, double] };
  });
}

/** Parents are held against their children in their new form; what does not fit is refused until the rest does. */
function refuseTogether(files: readonly Read[], stored: ReadonlyMap<string, Entity>): readonly Read[] {
  const all = new Map(stored);
  for (const { entity, problems } of files) if (entity !== null && problems.length === 0) all.set(entity.name, entity);
  const checked = files.map((file) => {
    if (file.entity === null || file.problems.length > 0) return file;
    return { ...file, problems: findParentProblems(file.entity, all) };
  });
  const isSettled = checked.every((file, at) => file.problems.length === files[at]?.problems.length);
  return isSettled ? checked : refuseTogether(checked, stored);
}
