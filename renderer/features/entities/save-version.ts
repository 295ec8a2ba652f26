// Saves the draft as a version: checks its form first, then asks the engine, and says what came of it.

import { entitySchema } from '../../../engine/contract/entity.ts';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { acceptVersion, settleDraft, useEditor } from './editor-store.ts';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly name: string; readonly version: number }
  | { readonly kind: 'unchanged'; readonly name: string; readonly version: number }
  /** The rows and settings at fault are named in the editor. */
  | { readonly kind: 'refused' }
  /** Somebody saved a version meanwhile, or the name is taken. */
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'failed'; readonly error: ShownError };

export async function saveVersion(note: string): Promise<SaveOutcome> {
  const { key, base, baseVersion, history } = useEditor.getState();
  const parsed = entitySchema.safeParse(history.present.entity);
  if (!parsed.success) return { kind: 'refused' };
  const entity = parsed.data;
  try {
    await settleDraft();
    const answer = await engine.entities.save({ entity, note, expected_version: baseVersion });
    const { version } = answer;
    if (answer.status === 'refused' || version === null) {
      useEditor.setState({ refused: answer.problems });
      return { kind: 'refused' };
    }
    if (key !== entity.name) await engine.samples.move({ from: key, to: entity.name });
    await engine.drafts.remove({ key });
    const saved = await engine.entities.get({ name: entity.name });
    if (base !== null && useEditor.getState().key === key) acceptVersion(saved);
    return { kind: answer.status, name: entity.name, version };
  } catch (error) {
    const shown = describeError(error);
    return shown.code === 'CONFLICT' ? { kind: 'conflict', message: shown.message } : { kind: 'failed', error: shown };
  }
}
