// `npm start` on a computer with Electron and on one without.

import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFolders, removeFolders, type AppFolders } from '../support/launch-app.ts';
import { runtimes } from '../support/runtimes.ts';
import { eventually } from '../support/use-desktop.ts';

const START = join(import.meta.dirname, '../../../main/launch/start.ts');

let folders: AppFolders;
let started: ChildProcess | null = null;
beforeEach(() => {
  folders = createFolders();
});
afterEach(async () => {
  if (started?.exitCode === null) {
    const gone = once(started, 'exit');
    started.kill('SIGKILL');
    await gone;
  }
  removeFolders(folders);
});

function start(environment: Readonly<Record<string, string>>, parameters: readonly string[] = []): ChildProcess {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...inherited } = process.env;
  const env = { ...inherited, SYNCFLOW_DATA_DIR: folders.data, XDG_CONFIG_HOME: folders.config, ...environment };
  started = spawn(process.execPath, [START, ...parameters], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return started;
}

it('opens the console in the browser where Electron cannot be, and says so in one line', async () => {
  const child = start({});
  let printed = '';
  child.stdout?.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  await eventually(() => expect(printed).toMatch(/sign-in\?key=\S+\n/), 50_000);
  const lines = printed.split('\n').filter((line) => line !== '' && !line.startsWith('Building'));
  expect(lines).toHaveLength(1);
  const [, why, link = ''] = /^The console opens in the browser, because (.+): (http\S+)$/.exec(lines[0] ?? '') ?? [];
  expect(why).toBe('there is no display');

  const signedIn = await fetch(link);
  const cookie = signedIn.headers.get('set-cookie')?.replace(/;.*/s, '') ?? '';
  const page = await fetch(new URL('/', link), { headers: { cookie } });
  expect({ signIn: signedIn.status, page: page.status }).toEqual({ signIn: 200, page: 200 });
  expect(await page.text()).toContain('<title>SyncFlow</title>');
  child.kill('SIGTERM');
  await once(child, 'exit');
});

it.each(runtimes())('opens the desktop app on $name', async ({ folder }) => {
  const child = start({ SYNCFLOW_ELECTRON_DIST: folder }, [`--user-data-dir=${folders.user}`]);
  const log = join(folders.user, 'logs/syncflow.log');
  await eventually(() => expect(existsSync(log)).toBe(true), 50_000);
  await eventually(() => expect(readFileSync(log, 'utf8')).toContain('"from":"starting","to":"ready"'));
  child.kill('SIGTERM');

  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect(await text(child.stdout as NodeJS.ReadableStream)).not.toContain('browser');
});
