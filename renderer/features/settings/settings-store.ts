// The settings of the engine, what was typed over them, and saving it.

import { create } from 'zustand';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { createResource } from '../../state/resource.ts';
import { offerUndo } from '../../state/toasts.ts';
import { toSyncValues, type SettingsAnswer, type SyncEdit, type SyncSetting } from './sync-form.ts';

export type LogLevel = SettingsAnswer['log_level'];

export const settingsResource = createResource((_nothing: null) => engine.settings.get({}));

interface FormState {
  readonly edit: SyncEdit;
  readonly isSaving: boolean;
  readonly error: ShownError | null;
}

export const useSettingsForm = create<FormState>(() => ({ edit: {}, isSaving: false, error: null }));

export function typeSetting(name: SyncSetting, typed: string): void {
  useSettingsForm.setState(({ edit }) => ({ edit: { ...edit, [name]: typed }, error: null }));
}

export function dropSettingsEdit(): void {
  useSettingsForm.setState({ edit: {}, error: null });
}

type SaveInput = Parameters<typeof engine.settings.save>[0];

async function save(input: SaveInput): Promise<void> {
  const answer = await engine.settings.save(input);
  settingsResource.setState({ data: answer });
}

/** Values in force at once, from the next run on. */
export async function saveSyncSettings(before: SettingsAnswer): Promise<void> {
  const values = toSyncValues(useSettingsForm.getState().edit);
  useSettingsForm.setState({ isSaving: true, error: null });
  try {
    await save({ sync: values });
    dropSettingsEdit();
    // What came from nowhere goes back to the default.
    const old = Object.fromEntries(
      // Safe: the keys of the values are settings.
      (Object.keys(values) as SyncSetting[]).map((name) => [
        name,
        before.sources.sync[name].source === 'none' ? null : before.sync[name],
      ]),
    );
    offerUndo('Settings saved; they are in force from the next run on.', () => save({ sync: old }));
  } catch (error) {
    useSettingsForm.setState({ error: describeError(error) });
  } finally {
    useSettingsForm.setState({ isSaving: false });
  }
}

export async function saveLogLevel(level: LogLevel): Promise<void> {
  try {
    await save({ log_level: level });
  } catch (error) {
    useSettingsForm.setState({ error: describeError(error) });
  }
}
