// One test's desktop: folders, the sandbox where it is asked for, programs; all of it gone afterwards.

import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, vi } from 'vitest';
import type { BrowserWindow } from 'electron';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/create-sandbox.ts';
import {
  commandFor,
  createFolders,
  launchApp,
  removeFolders,
  type AppFolders,
  type LaunchedApp,
  type LaunchWish,
} from './launch-app.ts';
import type { Runtime } from './runtimes.ts';

type Wish = Omit<LaunchWish, 'runtime' | 'folders'>;

export interface TestDesktop {
  readonly folders: () => AppFolders;
  /** Starts the program and waits for its page. */
  launch(wish?: Wish): Promise<LaunchedApp>;
  /** Starts it once more beside the first; answers its exit code. */
  launchSecond(wish?: Wish): Promise<number | null>;
  /** Both systems, and what the engine has to know of them. */
  startSandbox(options?: SandboxOptions): Promise<{ sandbox: Sandbox; environment: Readonly<Record<string, string>> }>;
}

export function useDesktop(runtime: Runtime): TestDesktop {
  let folders: AppFolders;
  let processes: ChildProcess[] = [];
  let sandboxes: Sandbox[] = [];
  beforeEach(() => {
    folders = createFolders();
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) await end(child);
    for (const sandbox of sandboxes.splice(0)) await sandbox.close();
    removeFolders(folders);
  });
  return {
    folders: () => folders,
    launch: (wish = {}) =>
      launchApp({ runtime, folders, ...wish }, (electron) => {
        processes = [...processes, electron.process()];
      }),
    launchSecond: async (wish = {}) => {
      const { program, parameters, env } = commandFor({ runtime, folders, ...wish });
      const second = spawn(program, parameters, { env, stdio: 'ignore' });
      processes = [...processes, second];
      const [code] = (await once(second, 'exit')) as [number | null];
      return code;
    },
    startSandbox: async (options = {}) => {
      const sandbox = await createSandbox(options);
      sandboxes = [...sandboxes, sandbox];
      return { sandbox, environment: environmentOf(sandbox) };
    },
  };
}

function environmentOf({ apismith, schedulehub }: Sandbox): Readonly<Record<string, string>> {
  return {
    SYNCFLOW_APISMITH_URL: apismith.url,
    SYNCFLOW_APISMITH_USERNAME: apismith.username,
    SYNCFLOW_APISMITH_PASSWORD: apismith.password,
    SYNCFLOW_SCHEDULEHUB_URL: schedulehub.url,
    SYNCFLOW_SCHEDULEHUB_USERNAME: schedulehub.username,
    SYNCFLOW_SCHEDULEHUB_PASSWORD: schedulehub.password,
  };
}

/** Hard: a test that failed may have left the program asking a question. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** How the window stands. */
export async function windowState({ electron, page }: LaunchedApp): Promise<'shown' | 'minimised' | 'hidden'> {
  const window = await electron.browserWindow(page);
  return window.evaluate((one: BrowserWindow) =>
    one.isMinimized() ? 'minimised' : one.isVisible() ? 'shown' : 'hidden',
  );
}

/** Closes the window as the operator does. */
export async function closeWindow({ electron, page }: LaunchedApp): Promise<void> {
  const window = await electron.browserWindow(page);
  await window.evaluate((one: BrowserWindow) => one.close());
}

/** Looks again and again until it holds. */
export function eventually(check: () => Promise<void> | void, timeout = 20_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 50 });
}
