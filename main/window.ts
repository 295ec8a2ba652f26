// The console's window: the only place where one is made, sandboxed and isolated.

import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { APP_URL } from './guards/app-origin.ts';

export interface ConsoleWindowNeeds {
  readonly Window: typeof BrowserWindow;
  /** Absolute path of the bundled preload script. */
  readonly preload: string;
  readonly backgroundColor: string;
}

export function windowOptions({
  preload,
  backgroundColor,
}: Omit<ConsoleWindowNeeds, 'Window'>): BrowserWindowConstructorOptions {
  return {
    name: 'console',
    windowStatePersistence: true,
    title: 'SyncFlow',
    width: 1360,
    height: 860,
    minWidth: 1024,
    minHeight: 640,
    // Shown on purpose, and not before there is something to see.
    show: false,
    backgroundColor,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      disableBlinkFeatures: 'Auxclick',
    },
  };
}

export function createConsoleWindow({ Window, ...options }: ConsoleWindowNeeds): BrowserWindow {
  return new Window(windowOptions(options));
}

export async function loadConsole(window: BrowserWindow, path = ''): Promise<void> {
  await window.loadURL(`${APP_URL}${path === '' ? '' : `#${path}`}`);
}
