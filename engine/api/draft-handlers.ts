// Drafts and samples of the mapping editor, kept so that it works offline and nothing typed is lost.

import type { DraftSummary } from '../repositories/draft-repository.ts';
import type { SampleSummary } from '../repositories/sample-repository.ts';
import { getSample, saveSample } from '../operations/save-sample.ts';
import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createDraftHandlers(os: Implementer['drafts'], { services }: ApiParts) {
  const { store, clock } = services;
  return {
    list: os.list.handler(async () => ({ drafts: (await store.drafts.list()).map(toDraftItem) })),
    get: os.get.handler(async ({ input }) => {
      const draft = await store.drafts.find(input.key);
      return { draft: draft && { ...toDraftItem(draft), content: draft.content } };
    }),
    save: os.save.handler(async ({ input }) => {
      const { key, title, content, base_version: baseVersion } = input;
      const draft = { key, title, content, baseVersion, updatedAt: new Date(clock.now()).toISOString() };
      await store.drafts.save(draft);
      return toDraftItem(draft);
    }),
    remove: os.remove.handler(async ({ input }) => ({ is_removed: await store.drafts.remove(input.key) })),
  };
}

export function createSampleHandlers(os: Implementer['samples'], { services }: ApiParts) {
  const { store } = services;
  return {
    list: os.list.handler(async ({ input }) => ({
      samples: (await store.samples.list(input.key)).map(toSampleItem),
    })),
    get: os.get.handler(async ({ input }) => {
      const { columns, rows, ...sample } = await getSample(services, input.uid);
      const { uid, key, origin, taken_at } = toSampleItem(sample);
      return { uid, key, origin, taken_at, columns, rows };
    }),
    save: os.save.handler(async ({ input }) => toSampleItem(await saveSample(services, input))),
    remove: os.remove.handler(async ({ input }) => ({ is_removed: await store.samples.remove(input.uid) })),
    move: os.move.handler(async ({ input }) => ({ moved: await store.samples.move(input.from, input.to) })),
  };
}

function toDraftItem({ key, title, baseVersion, updatedAt }: DraftSummary) {
  return { key, title, base_version: baseVersion, updated_at: updatedAt };
}

function toSampleItem({ uid, key, origin, takenAt, columnCount, rowCount }: SampleSummary) {
  return { uid, key, origin, taken_at: takenAt, columns: columnCount, rows: rowCount };
}
