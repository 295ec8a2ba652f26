// The two connections as the settings have them. Never a secret: of a password only whether there is one.

import type { Settings } from '../config.ts';
import type { SystemKind } from './connection-options.ts';

export interface ConnectionDescription {
  readonly system: SystemKind;
  readonly is_configured: boolean;
  readonly url: string | null;
  readonly username: string | null;
  readonly has_password: boolean;
  readonly ca_file: string | null;
  readonly proxy: string | null;
}

export function describeConnections(settings: Settings): readonly ConnectionDescription[] {
  return (['apismith', 'schedulehub'] as const).map((system) => describeConnection(settings, system));
}

export function describeConnection(settings: Settings, system: SystemKind): ConnectionDescription {
  const { url, username, password, ca_file: caFile, proxy } = settings[system];
  return {
    system,
    is_configured: url !== undefined && username !== undefined && password !== undefined,
    url: withoutLogin(url),
    username: username ?? null,
    has_password: password !== undefined,
    ca_file: caFile ?? null,
    proxy: withoutLogin(proxy),
  };
}

/** Addresses may carry a user name and a password of their own. */
function withoutLogin(address: string | undefined): string | null {
  const url = URL.parse(address ?? '');
  if (address === undefined || url === null || (url.username === '' && url.password === '')) return address ?? null;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}
