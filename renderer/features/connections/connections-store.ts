// The two forms, their tests and their saving.

import { create } from 'zustand';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { desktop } from '../../api/desktop.ts';
import { engine } from '../../api/engine.ts';
import { connectionsResource, type Connection } from '../../state/connections.ts';
import { overviewResource } from '../../state/overview.ts';
import { showToast } from '../../state/toasts.ts';
import { toSavedValues, toTestedValues, type FormEdit, type FormField } from './connection-form.ts';

export type SystemName = Connection['system'];
export type ConnectionTest = Awaited<ReturnType<typeof engine.connections.test>>;

export interface FormState {
  readonly edit: FormEdit;
  readonly isSaving: boolean;
  readonly isTesting: boolean;
  readonly test: ConnectionTest | null;
  readonly error: ShownError | null;
}

const UNTOUCHED: FormState = { edit: {}, isSaving: false, isTesting: false, test: null, error: null };

export const useForms = create<Readonly<Record<SystemName, FormState>>>(() => ({
  apismith: UNTOUCHED,
  schedulehub: UNTOUCHED,
}));

export const SYSTEM_NAMES: Readonly<Record<SystemName, string>> = { apismith: 'APISmith', schedulehub: 'ScheduleHub' };

function change(system: SystemName, patch: Partial<FormState>): void {
  useForms.setState((forms) => ({ [system]: { ...forms[system], ...patch } }));
}

export function typeInto(system: SystemName, field: FormField, value: string): void {
  change(system, { edit: { ...useForms.getState()[system].edit, [field]: value }, test: null, error: null });
}

export function dropEdit(system: SystemName): void {
  change(system, UNTOUCHED);
}

export async function testConnection(system: SystemName): Promise<void> {
  change(system, { isTesting: true, test: null, error: null });
  try {
    const { edit } = useForms.getState()[system];
    change(system, { test: await engine.connections.test({ system, draft: toTestedValues(edit) }) });
  } catch (error) {
    change(system, { error: describeError(error) });
  } finally {
    change(system, { isTesting: false });
  }
}

/** The password goes where this host keeps it; the rest into the settings file. */
export async function saveConnection(system: SystemName): Promise<void> {
  const { edit } = useForms.getState()[system];
  const { password } = edit;
  change(system, { isSaving: true, error: null });
  try {
    await engine.connections.save({
      system,
      ...toSavedValues(edit),
      ...(password === undefined || desktop !== null ? {} : { password }),
    });
    if (desktop !== null && password !== undefined) {
      if (password === '') await desktop.secrets.forget({ system });
      else await desktop.secrets.save({ system, password });
    }
    await Promise.all([connectionsResource.getState().reload(), overviewResource.getState().reload()]);
    change(system, { edit: {} });
    showToast({ tone: 'good', message: `The connection to ${SYSTEM_NAMES[system]} is saved and in force.` });
  } catch (error) {
    change(system, { error: describeError(error) });
  } finally {
    change(system, { isSaving: false });
  }
}
