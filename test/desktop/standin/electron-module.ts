// The module that the app gets for `electron`: what the stand-in has, checked against Electron's own declarations.

import type * as ElectronModule from 'electron';
import type { Chromium } from './chromium.ts';
import { StandinChannel } from './message-ports.ts';
import type { StandinApp } from './modules/app.ts';
import { createWindowClass } from './modules/browser-window.ts';
import { createDesktopModels } from './modules/desktop-models.ts';
import { StandinIpcMain } from './modules/ipc-main.ts';
import { StandinProtocol } from './modules/protocol.ts';
import { createSafeStorage } from './modules/safe-storage.ts';
import { StandinSession } from './modules/session.ts';
import { createUtilityModule } from './modules/utility-process.ts';
import type { StandinState } from './state.ts';
import { strict } from './strict.ts';

/** Names only: what each of them has is checked in its own file. */
type ExportName = keyof typeof ElectronModule;

export interface Standin {
  readonly state: StandinState;
  readonly electron: Readonly<Partial<Record<ExportName, unknown>>>;
}

/** `startBrowser` gets the folder for the browser's profile, once the app has said which is its own. */
export function createStandin(app: StandinApp, startBrowser: (userData: string) => Promise<Chromium>): Standin {
  const state: StandinState = {
    app,
    ipcMain: new StandinIpcMain(),
    session: new StandinSession(),
    protocol: new StandinProtocol(),
    chromium: Promise.resolve().then(() => startBrowser(app.getPath('userData'))),
    windows: new Set(),
    utilities: new Set(),
    isQuitting: false,
    isReady: false,
  };
  app.attach(state);
  const webContents = {
    fromDevToolsTargetId: (targetId: string) =>
      [...state.windows].find((window) => window.webContents.targetId === targetId)?.webContents,
    getAllWebContents: () => [...state.windows].map((window) => window.webContents),
  };
  const electron = {
    app,
    ipcMain: state.ipcMain,
    protocol: state.protocol.module,
    session: state.session.module,
    BrowserWindow: createWindowClass(state),
    MessageChannelMain: StandinChannel,
    utilityProcess: createUtilityModule(state),
    safeStorage: createSafeStorage(app),
    webContents: strict('webContents', webContents),
    ...createDesktopModels(),
  } satisfies Standin['electron'];
  return { state, electron: strict('electron', electron) };
}
