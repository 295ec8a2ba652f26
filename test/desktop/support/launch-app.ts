// Starts the app under test with folders of its own, and puts everything away.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type {} from '../page/page.ts';
import { APP_UNDER_TEST } from './build-app.ts';
import type { Runtime } from './runtimes.ts';

export interface AppFolders {
  readonly base: string;
  readonly user: string;
  readonly data: string;
}

export interface LaunchWish {
  readonly runtime: Runtime;
  readonly folders: AppFolders;
  /** The desktop shows tray icons. */
  readonly hasTray?: boolean;
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface LaunchedApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly exitCode: Promise<number | null>;
  /** Lines of main's log so far. */
  log(): readonly { readonly level: string; readonly message: string }[];
}

export function createFolders(): AppFolders {
  const base = mkdtempSync(join(tmpdir(), 'syncflow-desktop-'));
  const folders = { base, user: join(base, 'user'), data: join(base, 'data') };
  mkdirSync(folders.user);
  mkdirSync(folders.data);
  return folders;
}

export function removeFolders({ base }: AppFolders): void {
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

export function environmentFor({ folders, hasTray = true, environment = {} }: LaunchWish): Record<string, string> {
  const programs = join(folders.base, 'programs');
  mkdirSync(programs, { recursive: true });
  writeGdbus(join(programs, 'gdbus'), hasTray);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$|SYNCFLOW_)/.test(name));
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    XDG_CONFIG_HOME: join(folders.base, 'config'),
    SYNCFLOW_DATA_DIR: folders.data,
    ...environment,
  };
}

/** Parameters that give the app folders of its own. */
export function parametersFor({ folders, parameters = [] }: LaunchWish): string[] {
  return [`--user-data-dir=${folders.user}`, APP_UNDER_TEST, ...parameters];
}

export async function launchApp(wish: LaunchWish): Promise<LaunchedApp> {
  useRuntime(wish.runtime);
  const electron = await _electron.launch({ args: parametersFor(wish), env: environmentFor(wish), timeout: 30_000 });
  const exitCode = new Promise<number | null>((resolve) => electron.process().once('exit', (code) => resolve(code)));
  const page = await electron.firstWindow();
  await page.waitForFunction(() => 'probe' in window);
  return { electron, page, exitCode, log: () => readLog(join(wish.folders.user, 'logs')) };
}

/** Playwright asks the electron package where the executable is, once per process unless it is forgotten. */
export function useRuntime({ folder }: Runtime): void {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder;
  const require = createRequire(createRequire(import.meta.url).resolve('playwright-core'));
  const entry = require.resolve('electron/index.js');
  Reflect.deleteProperty(require.cache, entry);
}

export function executableOf({ folder }: Runtime): string {
  return join(folder, 'electron');
}

function readLog(folder: string): readonly { level: string; message: string }[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { level: string; message: string }),
  );
}

/** Answers as a desktop with, or without, a tray does. The app is the parent of this process. */
function writeGdbus(path: string, hasTray: boolean): void {
  const answers = hasTray
    ? `case "$*" in *IsStatusNotifierHostRegistered*) echo '(<true>,)';; *) echo "(<['org.kde.StatusNotifierItem-$PPID-1']>,)";; esac`
    : `echo 'Error: The name is not activatable' >&2; exit 1`;
  writeFileSync(path, `#!/bin/sh\n${answers}\n`);
  chmodSync(path, 0o755);
}
