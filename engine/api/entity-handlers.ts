// Entities: versions saved, compared and restored; files in and out.

import { checkMapping } from '../operations/check-mapping.ts';
import { describeTarget } from '../operations/describe-target.ts';
import { diffEntities } from '../operations/diff-entities.ts';
import { getEntity } from '../operations/find-entity.ts';
import { importEntities } from '../operations/import-entities.ts';
import { importMapping } from '../operations/import-mapping.ts';
import { listStoredEntities } from '../operations/list-stored-entities.ts';
import { removeEntity, restoreEntity, saveEntity } from '../operations/save-entity.ts';
import { signalOf, type ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createEntityHandlers(os: Implementer['entities'], { services }: ApiParts) {
  const { store } = services;
  return {
    list: os.list.handler(async () => {
      const entities = await store.entities.list();
      return {
        entities: entities.map(({ sourceApi, targetEntity, updatedAt, ...entity }) => {
          return { ...entity, source_api: sourceApi, target_entity: targetEntity, updated_at: updatedAt };
        }),
      };
    }),
    get: os.get.handler(async ({ input }) => {
      const { entity, version, createdAt, note } = await getEntity(store, input.name, input.version);
      return { entity, version, created_at: createdAt, note, records: await store.ledger.count(input.name) };
    }),
    versions: os.versions.handler(async ({ input }) => {
      await getEntity(store, input.name);
      const versions = await store.entities.listVersions(input.name);
      return {
        versions: versions.map(({ version, note, createdAt, isCurrent }) => {
          return { version, note, created_at: createdAt, is_current: isCurrent };
        }),
      };
    }),
    save: os.save.handler(({ input }) => {
      return saveEntity(services, { entity: input.entity, note: input.note, expectedVersion: input.expected_version });
    }),
    diff: os.diff.handler(async ({ input }) => {
      const before = await getEntity(store, input.name, input.from);
      const after = await getEntity(store, input.name, input.to);
      return diffEntities(before.entity, after.entity);
    }),
    restore: os.restore.handler(({ input }) => restoreEntity(services, input)),
    remove: os.remove.handler(async ({ input }) => {
      await removeEntity(services, input.name);
      return { removed: input.name };
    }),
    import: os.import.handler(async ({ input }) => ({ results: await importEntities(services, input.documents) })),
    export: os.export.handler(async ({ input }) => {
      const { entity } = await getEntity(store, input.name, input.version);
      return { file: `${input.name}.json`, text: `${JSON.stringify(entity, null, 2)}\n` };
    }),
    import_mapping: os.import_mapping.handler(({ input }) => importMapping(services, input.name, input.text)),
    check: os.check.handler(({ input, signal }) =>
      checkMapping(input.text, {
        stored: () => listStoredEntities(store),
        target: (name) => describeTarget(services, name, signalOf(signal)),
      }),
    ),
  };
}
