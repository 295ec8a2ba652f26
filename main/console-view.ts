// The one window of the console over its whole life: shown, hidden, left, and brought back when its page crashes.

import type { BrowserWindow } from 'electron';
import type { Clock, Log } from '../engine/index.ts';
import { createConsoleWindow, loadConsole } from './window.ts';

/** A page that crashes again this soon would crash for ever: from then on the operator decides. */
const RELOAD_AGAIN_AFTER_MS = 60_000;

export interface ConsoleViewNeeds {
  readonly Window: typeof BrowserWindow;
  readonly preload: string;
  readonly isDark: boolean;
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Says what is wrong with the page and asks whether to load it anew. */
  readonly askToReload: (window: BrowserWindow, trouble: PageTrouble) => Promise<boolean>;
}

export type PageTrouble = 'not-loaded' | 'crashed-again' | 'not-answering';

export interface ConsoleView {
  readonly window: BrowserWindow;
  load(): Promise<void>;
  show(): void;
  hide(): void;
  minimise(): void;
  /** Asked each time the operator closes the window. */
  onClose(decide: () => 'close' | 'stay'): void;
}

export function createConsoleView(needs: ConsoleViewNeeds): ConsoleView {
  const { Window, preload, isDark, log, clock } = needs;
  const window = createConsoleWindow({ Window, preload, backgroundColor: isDark ? '#1c2127' : '#f6f7f9' });
  const load = async (): Promise<void> => {
    try {
      await loadConsole(window);
    } catch (error) {
      log.error('Loading the console', { error });
      await offerReload('not-loaded');
    }
  };
  let isAsking = false;
  let reloadedAtMs = -Infinity;
  const offerReload = async (trouble: PageTrouble): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    const isWanted = await needs.askToReload(window, trouble);
    isAsking = false;
    if (!isWanted) return;
    if (trouble !== 'not-answering') return load();
    // A page that hangs cannot leave for another one; once it is gone it is loaded anew below.
    reloadedAtMs = -Infinity;
    window.webContents.forcefullyCrashRenderer();
  };
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('The page of the console crashed', { reason, exitCode });
    const isAgain = clock.monotonic() - reloadedAtMs < RELOAD_AGAIN_AFTER_MS;
    reloadedAtMs = clock.monotonic();
    void (isAgain ? offerReload('crashed-again') : load());
  });
  window.on('unresponsive', () => {
    log.warn('The page of the console does not answer');
    void offerReload('not-answering');
  });
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
