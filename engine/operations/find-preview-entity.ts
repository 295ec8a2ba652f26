// The entity a preview works with, from its stored version, and the columns its API had at the last run.

import { columnSchema, type Column, type Entity } from '../contract/entity.ts';
import type { Store } from '../repositories/store.ts';
import { getEntity } from './find-entity.ts';
import { columnsKey } from './prepare-run.ts';

export interface PreviewEntity {
  readonly entity: Entity;
  readonly knownColumns: readonly Column[] | null;
}

export async function getPreviewEntity(store: Store, name: string): Promise<PreviewEntity> {
  const { entity, version } = await getEntity(store, name);
  const text = await store.settings.get(columnsKey(name, version));
  return { entity, knownColumns: text === null ? null : columnSchema.array().parse(JSON.parse(text)) };
}
