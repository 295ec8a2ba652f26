// What can be done with entities from their list: files in and out, drafts and entities removed.

import { engine, type EngineClient } from '../../api/engine.ts';
import { describeError } from '../../api/describe-error.ts';
import { offerUndo, showError, showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import { entitiesResource } from './list-store.ts';
import { saveFile } from './save-file.ts';

export type ImportResult = Awaited<ReturnType<EngineClient['entities']['import']>>['results'][number];

/** Null where nothing could be asked. */
export async function importEntityFiles(files: readonly File[]): Promise<readonly ImportResult[] | null> {
  try {
    const documents = await Promise.all(files.map(async (file) => ({ file: file.name, text: await file.text() })));
    const { results } = await engine.entities.import({ documents });
    await entitiesResource.getState().load(null);
    return results;
  } catch (error) {
    showError(error);
    return null;
  }
}

export async function exportEntities(names: readonly string[]): Promise<void> {
  try {
    for (const name of names) {
      const { file, text } = await engine.entities.export({ name });
      saveFile(file, text);
    }
    showToast({ message: `Exported ${countOf(names.length, 'entity', 'entities')}.`, tone: 'good' });
  } catch (error) {
    showError(error);
  }
}

export interface Removal {
  readonly name: string;
  /** Null: it is removed. */
  readonly why: string | null;
}

/** Children before their parents; what another entity still needs as its parent is refused. */
export async function removeEntities(names: readonly string[]): Promise<readonly Removal[]> {
  const results = new Map<string, string | null>();
  for (let isProgress = true; isProgress;) {
    isProgress = false;
    for (const name of names) {
      if (results.get(name) === null) continue;
      try {
        await engine.entities.remove({ name });
        results.set(name, null);
        isProgress = true;
      } catch (error) {
        results.set(name, describeError(error).message);
      }
    }
  }
  await entitiesResource.getState().load(null);
  return names.map((name) => ({ name, why: results.get(name) ?? null }));
}

export async function removeDraft(key: string): Promise<void> {
  try {
    const { draft } = await engine.drafts.get({ key });
    if (draft === null) return;
    await engine.drafts.remove({ key });
    await entitiesResource.getState().load(null);
    const { title, content, base_version: baseVersion } = draft;
    offerUndo(`Removed the draft ${title}.`, async () => {
      await engine.drafts.save({ key, title, content, base_version: baseVersion });
      await entitiesResource.getState().load(null);
    });
  } catch (error) {
    showError(error);
  }
}
