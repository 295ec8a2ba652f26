// Saves one connection of a form; it is in force at once. A stored password never goes to another address unasked.

import type { LiveSettings, SettingChange } from '../config/live-settings.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { SystemKind } from './connection-options.ts';
import { describeConnection, type ConnectionDescription } from './describe-connections.ts';

/** As they stand in the form; null forgets a value, an absent one is kept. */
export interface ConnectionForm {
  readonly url?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly proxy?: string | null | undefined;
  readonly ca_file?: string | null | undefined;
  /** Null keeps it as well, the empty text forgets it. */
  readonly password?: string | null | undefined;
}

/** Throws EngineError `usage` naming the setting that cannot be saved, and why. */
export function saveConnection(liveSettings: LiveSettings, section: SystemKind, form: ConnectionForm): void {
  const shown = describeConnection(liveSettings.current(), section);
  const changed = MEMBERS.filter((member) => form[member] !== undefined && !isSame(form[member], shown[member]));
  const changes: SettingChange[] = changed.map((member) => ({ section, member, value: form[member] ?? undefined }));
  const { password } = form;
  const isKept = password === undefined || password === null;
  if (!isKept) {
    if (liveSettings.passwordsKeptBy === 'desktop') throw keptByDesktop(section);
    changes.push({ section, member: 'password', value: password === '' ? undefined : password });
  }
  const isElsewhere =
    changed.includes('proxy') || (changed.includes('url') && originOf(form.url) !== originOf(shown.url));
  const isStored = liveSettings.originOf(`${section}.password`).source === 'file';
  if (isKept && isStored && isElsewhere && shown.url !== null) throw wouldLeak(section);
  if (changes.length > 0) liveSettings.save(changes);
}

const MEMBERS = ['url', 'username', 'proxy', 'ca_file'] as const satisfies readonly (keyof ConnectionDescription)[];

/** A form sends back what it was shown, perhaps with a slash more. */
function isSame(typed: string | null | undefined, shown: string | null): boolean {
  return (typed ?? null)?.replace(/\/+$/, '') === shown?.replace(/\/+$/, '');
}

function originOf(address: string | null | undefined): string | null {
  return URL.parse(address ?? '')?.origin ?? null;
}

function keptByDesktop(section: SystemKind): EngineError {
  const setting = `${section}.password`;
  return new EngineError(
    'usage',
    'The desktop app keeps the passwords. Nothing was saved. Enter the password in the desktop app.',
    {
      details: { setting },
    },
  );
}

function wouldLeak(section: SystemKind): EngineError {
  const setting = `${section}.password`;
  return new EngineError(
    'usage',
    'The address or the proxy is another one, and the stored password would go there. Nothing was saved. Enter the password for the new address.',
    { details: { setting } },
  );
}
