// What changed in an API's columns since an entity last saw them, without starting a run.

import { compareColumns } from './source-columns.ts';
import { getPreviewEntity } from './find-preview-entity.ts';
import type { Services } from './services.ts';

export interface Drift {
  /** False where the entity has never seen the columns of its API. */
  readonly isKnown: boolean;
  /** One sentence per column that is new, gone or of another type. */
  readonly changes: readonly string[];
}

export async function findDrift(services: Services, name: string, signal: AbortSignal): Promise<Drift> {
  const { entity, knownColumns } = await getPreviewEntity(services.store, name);
  const known = entity.source.columns ?? knownColumns;
  const api = await services.apismith().getApiBySlug(entity.source.api, signal);
  return known === null
    ? { isKnown: false, changes: [] }
    : { isKnown: true, changes: compareColumns(known, api.columns) };
}
