// What the parts of the stand-in share: one process is one app. Each part is known here only by what the others ask.

import type { EventEmitter } from 'node:events';
import type { Chromium } from './chromium.ts';
import type { StandinIpcMain } from './modules/ipc-main.ts';
import type { StandinSession } from './modules/session.ts';
import type { StandinProtocol } from './modules/protocol.ts';

export interface OpenWindow {
  readonly webContents: { readonly targetId: string };
  close(): void;
}

export interface OpenUtility {
  readonly pid: number | undefined;
  readonly serviceName: string;
  kill(): boolean;
}

export interface StandinState {
  readonly app: Pick<EventEmitter, 'emit'> & { quit(): void };
  readonly ipcMain: StandinIpcMain;
  readonly session: StandinSession;
  readonly protocol: StandinProtocol;
  /** Resolves once the browser answers. */
  readonly chromium: Promise<Chromium>;
  readonly windows: Set<OpenWindow>;
  readonly utilities: Set<OpenUtility>;
  /** The program is on its way out: closing the last window says nothing any more. */
  isQuitting: boolean;
  isReady: boolean;
}
