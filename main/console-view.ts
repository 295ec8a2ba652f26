// The one window of the console over its whole life: shown, hidden, left, and brought back when its page crashes.

import type { BrowserWindow } from 'electron';
import type { Clock, Log } from '../engine/index.ts';
import { createConsoleWindow, loadConsole } from './window.ts';

/** A page that crashes again this soon would crash for ever. */
const RELOAD_AGAIN_AFTER_MS = 60_000;

export interface ConsoleViewNeeds {
  readonly Window: typeof BrowserWindow;
  readonly preload: string;
  readonly log: Log;
  readonly clock: Clock;
}

export interface ConsoleView {
  readonly window: BrowserWindow;
  load(): Promise<void>;
  show(): void;
  hide(): void;
  minimise(): void;
  /** Asked each time the operator closes the window. */
  onClose(decide: () => 'close' | 'stay'): void;
}

export function createConsoleView({ Window, preload, log, clock }: ConsoleViewNeeds): ConsoleView {
  const window = createConsoleWindow({ Window, preload, backgroundColor: '#1c2127' });
  const load = async (): Promise<void> => {
    try {
      await loadConsole(window);
    } catch (error) {
      log.error('Loading the console', { error });
    }
  };
  let reloadedAtMs = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('The page of the console crashed', { reason, exitCode });
    if (clock.monotonic() - reloadedAtMs < RELOAD_AGAIN_AFTER_MS) return;
    reloadedAtMs = clock.monotonic();
    void load();
  });
  window.on('unresponsive', () => log.warn('The page of the console does not answer'));
  return {
    window,
    load,
    show: () => {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide: () => window.hide(),
    minimise: () => window.minimize(),
    onClose: (decide) => {
      window.on('close', (event) => {
        if (decide() === 'stay') event.preventDefault();
      });
    },
  };
}
