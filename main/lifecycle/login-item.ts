// Starting at login, hidden. Windows and macOS through Electron, Linux through an autostart entry.

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from 'electron';
import { writeFileAtomically } from '../preferences/write-file-atomically.ts';
import { autostartEntry, isAutostartEnabled } from './autostart-entry.ts';

export const HIDDEN_SWITCH = '--hidden';

export interface LoginItemNeeds {
  readonly app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  /** What starts this program, and the parameters it needs besides `--hidden`. */
  readonly program: string;
  readonly parameters: readonly string[];
  /** `$XDG_CONFIG_HOME` or `~/.config`. */
  readonly configFolder: string;
}

export interface LoginItem {
  set(startsAtLogin: boolean): Promise<void>;
  /** What will really happen: an administrator or the task manager may have switched it off. */
  isSet(): Promise<boolean>;
}

export function createLoginItem(needs: LoginItemNeeds): LoginItem {
  return needs.platform === 'linux' ? autostartItem(needs) : systemItem(needs);
}

function systemItem({ app, parameters, platform }: LoginItemNeeds): LoginItem {
  // Reading it back finds only the entry with these very arguments.
  const args = [...parameters, HIDDEN_SWITCH];
  return {
    set: async (openAtLogin) => app.setLoginItemSettings({ openAtLogin, args }),
    isSet: async () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args });
      return platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin;
    },
  };
}

function autostartItem({ program, parameters, configFolder }: LoginItemNeeds): LoginItem {
  const folder = join(configFolder, 'autostart');
  const path = join(folder, 'com.syncflow.console.desktop');
  return {
    set: async (startsAtLogin) => {
      if (!startsAtLogin) {
        await rm(path, { force: true });
        return;
      }
      await mkdir(folder, { recursive: true });
      await writeFileAtomically(path, autostartEntry(program, [...parameters, HIDDEN_SWITCH]));
    },
    isSet: async () => {
      try {
        return isAutostartEnabled(await readFile(path, 'utf8'));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
        throw error;
      }
    },
  };
}
