// Starts the app under test with folders of its own.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type {} from '../page/page.ts';
import { CONSOLE_APP, PROBE_APP } from './build-app.ts';
import { recordDesktop } from './desktop-records.ts';
import type { Runtime } from './runtimes.ts';

export interface AppFolders {
  readonly base: string;
  readonly user: string;
  readonly data: string;
  readonly config: string;
}

export interface LaunchWish {
  readonly runtime: Runtime;
  readonly folders: AppFolders;
  /** What the window shows: the specs' own page, or the console as people see it. */
  readonly pages?: 'probe' | 'console';
  /** The desktop shows tray icons. */
  readonly hasTray?: boolean;
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface LaunchedApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly exitCode: Promise<number | null>;
  /** What the page wrote on its console: warnings and errors. */
  readonly complaints: readonly string[];
  /** Lines of main's log so far. */
  log(): readonly LogLine[];
}

export function createFolders(): AppFolders {
  const base = mkdtempSync(join(tmpdir(), 'syncflow-desktop-'));
  const folders = { base, user: join(base, 'user'), data: join(base, 'data'), config: join(base, 'config') };
  mkdirSync(folders.user);
  mkdirSync(folders.data);
  return folders;
}

export function removeFolders({ base }: AppFolders): void {
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function environmentFor({ folders, hasTray = true, environment = {} }: LaunchWish): Record<string, string> {
  const programs = join(folders.base, 'programs');
  mkdirSync(programs, { recursive: true });
  writeGdbus(join(programs, 'gdbus'), hasTray);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$|SYNCFLOW_)/.test(name));
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    XDG_CONFIG_HOME: folders.config,
    SYNCFLOW_DATA_DIR: folders.data,
    ...environment,
  };
}

/** Parameters that give the app folders of its own. */
function parametersFor({ folders, pages, parameters = [] }: LaunchWish): string[] {
  const app = pages === 'console' ? CONSOLE_APP : PROBE_APP;
  return [`--user-data-dir=${folders.user}`, app, ...parameters];
}

/** What a second start runs: program, parameters and environment. */
export function commandFor(wish: LaunchWish): { program: string; parameters: string[]; env: Record<string, string> } {
  const program = join(wish.runtime.folder, 'electron');
  return { program, parameters: parametersFor(wish), env: environmentFor(wish) };
}

/** `afterStart` sees the program before its window. */
export async function launchApp(
  wish: LaunchWish,
  afterStart: (app: ElectronApplication) => void,
): Promise<LaunchedApp> {
  useRuntime(wish.runtime);
  const electron = await _electron.launch({ args: parametersFor(wish), env: environmentFor(wish), timeout: 30_000 });
  afterStart(electron);
  await recordDesktop(electron);
  const exitCode = new Promise<number | null>((resolve) => electron.process().once('exit', (code) => resolve(code)));
  const page = await electron.firstWindow();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  if (wish.pages !== 'console') await page.waitForFunction(() => 'probe' in window);
  return { electron, page, exitCode, complaints, log: () => readLog(join(wish.folders.user, 'logs')) };
}

/** Playwright asks the electron package where the executable is, once per process unless it is forgotten. */
function useRuntime({ folder }: Runtime): void {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder;
  const require = createRequire(createRequire(import.meta.url).resolve('playwright-core'));
  const entry = require.resolve('electron/index.js');
  Reflect.deleteProperty(require.cache, entry);
}

function readLog(folder: string): readonly LogLine[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine),
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
