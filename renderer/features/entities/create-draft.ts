// A new entity's first draft, kept by the engine with its sample: nothing is mapped, everything is suggested.

import { engine } from '../../api/engine.ts';
import { createEmptyEntity, writeDraft } from './draft.ts';
import { fetchSample, openSamples, uploadSample, useSample } from './sample-store.ts';

export type NewDraft =
  | { readonly kind: 'file'; readonly file: File; readonly target: string }
  | { readonly kind: 'api'; readonly api: string; readonly target: string };

/** The key of the draft. Throws what the engine refused. */
export async function createDraft(request: NewDraft): Promise<string> {
  const key = crypto.randomUUID();
  const target = request.target === '' ? null : request.target;
  await openSamples(key);
  const answer =
    request.kind === 'file' ? await uploadSample(request.file, target) : await fetchSample(request.api, target);
  if (answer === null) throw new Error(useSample.getState().error?.message ?? 'The sample could not be read.');
  const name = answer.entity?.name ?? '';
  const rowversion = answer.entity?.source.rowversion_field;
  const entity = createEmptyEntity({ name, api: request.kind === 'api' ? request.api : '' });
  await engine.drafts.save({
    key,
    title: name,
    content: writeDraft({
      entity: {
        ...entity,
        source: rowversion === undefined ? entity.source : { ...entity.source, rowversion_field: rowversion },
        // Also where the entity has the same name now: it may be called otherwise before it is saved.
        target: target === null ? {} : { entity: target },
      },
      suggestions: answer.suggestions,
      targetFields: answer.target_fields,
    }),
  });
  return key;
}
