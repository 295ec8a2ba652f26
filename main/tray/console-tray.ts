// The tray as the desktop uses it: there or not, and always showing how things stand.

import { execFile } from 'node:child_process';
import type { Menu, nativeImage, Tray } from 'electron';
import { isDeepStrictEqual } from 'node:util';
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
  /** Asked each time it matters: a desktop's tray can come and go. */
  isThere(): Promise<boolean>;
  follow(status: EngineStatus, hasFailures: boolean): void;
  remove(): void;
}

export async function createConsoleTray(needs: ConsoleTrayNeeds): Promise<ConsoleTray> {
  const presence: TrayPresenceNeeds = { platform: needs.platform, run: runProgram };
  if (!(await hasTrayHost(presence)))
    return { isThere: () => Promise.resolve(false), follow: () => {}, remove: () => {} };
  let view: TrayView | null = null;
  let shown: TrayModel | null = null;
  return {
    isThere: async () =>
      view !== null && (await hasTrayHost(presence)) && (await isListedInTray(presence, process.pid)),
    follow: (status, hasFailures) => {
      const model = trayModel(status, hasFailures);
      if (isDeepStrictEqual(model, shown)) return;
      shown = model;
      if (view === null) view = createTrayView(needs, model);
      else view.show(model);
    },
    remove: () => view?.remove(),
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
