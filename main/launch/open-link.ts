// Opens a link in the browser of this computer, where there is one to be seen.

import { spawn } from 'node:child_process';

/** Null where nobody would see it. */
function openerFor(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] | null {
  if (platform === 'darwin') return ['open'];
  // The empty text is the title of the window that `start` would otherwise take the link for.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return (environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'] ?? '') === '' ? null : ['xdg-open'];
}

export function openLink(link: string): void {
  const opener = openerFor(process.platform, process.env);
  if (opener === null) return;
  const [program, ...parameters] = opener;
  const child = spawn(program, [...parameters, link], { stdio: 'ignore', detached: true });
  // No such program: the link stands on the screen.
  child.once('error', () => undefined);
  child.unref();
}
