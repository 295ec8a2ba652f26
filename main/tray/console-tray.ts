// The tray as the desktop uses it: there or not, and always showing how things stand. A desktop's tray can come later
// than a program that starts at login, and can go, so it is looked for again.

import { execFile } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import type { Menu, nativeImage, Tray } from 'electron';
import type { EngineStatus } from '../engine/engine-host.ts';
import { hasTrayHost, isListedInTray, type TrayPresenceNeeds } from './tray-presence.ts';
import { trayModel, type TrayCommand, type TrayModel } from './tray-model.ts';
import { createTrayView, type TrayView } from './tray.ts';

export interface ConsoleTrayNeeds {
  readonly Tray: typeof Tray;
  readonly Menu: typeof Menu;
  readonly nativeImage: typeof nativeImage;
  readonly platform: NodeJS.Platform;
  readonly onCommand: (command: TrayCommand) => void;
}

export interface ConsoleTray {
  /** Whether our icon can be seen. Makes one where a tray has come meanwhile. */
  isThere(): Promise<boolean>;
  follow(status: EngineStatus, hasFailures: boolean): void;
  release(): void;
}

const LOOK_AGAIN_MS = 30_000;

/** Shows nothing before `follow` was called and a tray was found. */
export function createConsoleTray(needs: ConsoleTrayNeeds): ConsoleTray {
  const presence: TrayPresenceNeeds = { platform: needs.platform, run: runProgram };
  let model: TrayModel | null = null;
  let view: TrayView | null = null;
  const isThere = async (): Promise<boolean> => {
    if (!(await hasTrayHost(presence)) || model === null) return false;
    view ??= createTrayView(needs, model);
    return isListedInTray(presence, process.pid);
  };
  const timer = setInterval(() => {
    if (view === null) void isThere();
  }, LOOK_AGAIN_MS);
  return {
    isThere,
    follow: (status, hasFailures) => {
      const next = trayModel(status, hasFailures);
      if (isDeepStrictEqual(next, model)) return;
      model = next;
      view?.show(next);
    },
    release: () => {
      clearInterval(timer);
      view?.remove();
    },
  };
}

const LONGEST_MS = 3000;

function runProgram(program: string, parameters: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...parameters], { timeout: LONGEST_MS, encoding: 'utf8' }, (error, printed) =>
      resolve(error === null ? printed : null),
    );
  });
}
