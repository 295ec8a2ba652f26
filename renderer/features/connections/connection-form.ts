// A connection as it is being edited: what was typed over what is saved, and what of it has to be sent. Pure.

import type { Connection } from '../../state/connections.ts';

export const FORM_FIELDS = ['url', 'username', 'password', 'proxy', 'ca_file'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** Only what was typed; an untouched field is absent. */
export type FormEdit = Readonly<Partial<Record<FormField, string>>>;

/** What a field shows. A password that is kept is never shown. */
export function shownValue(connection: Connection, edit: FormEdit, field: FormField): string {
  const typed = edit[field];
  if (typed !== undefined) return typed;
  return field === 'password' ? '' : (connection[field] ?? '');
}

export function hasChanges(connection: Connection, edit: FormEdit): boolean {
  return FORM_FIELDS.some((field) => edit[field] !== undefined && edit[field] !== shownValue(connection, {}, field));
}

/** Where the value is fixed so that it cannot be changed here: the variable, flag or part of the program. Null: free. */
export function fixedBy(connection: Connection, field: FormField): string | null {
  const { source, fixed_by: by } = connection.sources[field];
  if (source === 'environment') return `the environment variable ${by ?? ''}`;
  if (source === 'flag') return `the flag ${by ?? ''}`;
  return source === 'sandbox' ? 'the sandbox' : null;
}

export interface SavedValues {
  readonly url?: string | null;
  readonly username?: string | null;
  readonly proxy?: string | null;
  readonly ca_file?: string | null;
}

/** The changed values without the password: an emptied one is forgotten. */
export function toSavedValues(edit: FormEdit): SavedValues {
  const entries = FORM_FIELDS.filter((field) => field !== 'password').flatMap((field) => {
    const typed = edit[field]?.trim();
    return typed === undefined ? [] : [[field, typed === '' ? null : typed] as const];
  });
  return Object.fromEntries(entries);
}

export interface TestedValues {
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly proxy?: string | null;
  readonly ca_file?: string | null;
}

/** What a test takes instead of the saved values. */
export function toTestedValues(edit: FormEdit): TestedValues {
  const { url, username, password, proxy, ca_file: caFile } = edit;
  return {
    ...(hasText(url) ? { url: url.trim() } : {}),
    ...(hasText(username) ? { username: username.trim() } : {}),
    ...(hasText(password) ? { password } : {}),
    ...(proxy === undefined ? {} : { proxy: hasText(proxy) ? proxy.trim() : null }),
    ...(caFile === undefined ? {} : { ca_file: hasText(caFile) ? caFile.trim() : null }),
  };
}

function hasText(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
