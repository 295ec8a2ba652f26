// The list of entities with what else is known of them: drafts, and whether their saved version would run.

import { create } from 'zustand';
import { engine, type EngineClient } from '../../api/engine.ts';
import { createResource } from '../../state/resource.ts';
import type { EntityListItem } from './mapping-answers.ts';

export type DraftItem = Awaited<ReturnType<EngineClient['drafts']['list']>>['drafts'][number];

export const entitiesResource = createResource(async (_nothing: null) => {
  const [{ entities }, { drafts }] = await Promise.all([engine.entities.list({}), engine.drafts.list({})]);
  void checkEntities(entities);
  return { entities, drafts };
});

export interface EntityCheck {
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

interface ChecksState {
  /** By `name version`; absent while it is not known. */
  readonly byVersion: Readonly<Record<string, EntityCheck>>;
}

export const useChecks = create<ChecksState>(() => ({ byVersion: {} }));

export function checkKey({ name, version }: Pick<EntityListItem, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

let isChecking = false;

/** One after another in the background: each asks ScheduleHub for its fields. A version is checked once. */
async function checkEntities(entities: readonly EntityListItem[]): Promise<void> {
  if (isChecking) return;
  isChecking = true;
  for (const item of entities) {
    const key = checkKey(item);
    if (key in useChecks.getState().byVersion) continue;
    try {
      const { text } = await engine.entities.export({ name: item.name });
      const { problems, notes } = await engine.entities.check({ text });
      useChecks.setState(({ byVersion }) => ({ byVersion: { ...byVersion, [key]: { problems, notes } } }));
    } catch {
      // Removed meanwhile, or the engine is gone: asked again with the next reading of the list.
      break;
    }
  }
  isChecking = false;
}
