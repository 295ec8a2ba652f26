// Links that may leave the app: https to hosts we name. Everything else is refused and logged, not opened.

import type { Shell } from 'electron';
import type { Log } from '../../engine/index.ts';

/** Where the help and the release notes live; the plant's own systems are reached by the engine, not by links. */
const KNOWN_HOSTS: ReadonlySet<string> = new Set(['github.com', 'docs.github.com']);

export function isAllowedLink(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return parsed.protocol === 'https:' && parsed.port === '' && KNOWN_HOSTS.has(parsed.hostname);
}

/** Answers whether the link was handed to the system. The only caller of `shell.openExternal`. */
export async function openExternalLink(shell: Shell, log: Log, url: string): Promise<boolean> {
  if (!isAllowedLink(url)) {
    log.warn('Refused a link', { host: URL.parse(url)?.host ?? 'malformed' });
    return false;
  }
  await shell.openExternal(url);
  return true;
}
