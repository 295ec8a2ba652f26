// What the parts of the stand-in share: one process is one app.

import type { Chromium } from './chromium.ts';
import type { StandinApp } from './modules/app.ts';
import type { StandinIpcMain } from './modules/ipc-main.ts';
import type { StandinSession } from './modules/session.ts';
import type { StandinProtocol } from './modules/protocol.ts';
import type { StandinWindow } from './modules/browser-window.ts';
import type { StandinUtilityProcess } from './modules/utility-process.ts';

export interface StandinState {
  readonly app: StandinApp;
  readonly ipcMain: StandinIpcMain;
  readonly session: StandinSession;
  readonly protocol: StandinProtocol;
  /** Resolves once the browser answers. */
  readonly chromium: Promise<Chromium>;
  readonly windows: Set<StandinWindow>;
  readonly utilities: Set<StandinUtilityProcess>;
  /** The program is on its way out: closing the last window says nothing any more. */
  isQuitting: boolean;
  isReady: boolean;
}
