// BrowserWindow: its page is real, its place on the screen is remembered as flags only.

import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import type { OpenWindow, StandinState } from '../state.ts';
import { cancelable, strict, strictEmitter } from '../strict.ts';
import { StandinWebContents } from './web-contents.ts';

type Implemented = Pick<
  BrowserWindow,
  | 'id'
  | 'show'
  | 'hide'
  | 'focus'
  | 'isVisible'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'loadURL'
>;

export class StandinWindow extends strictEmitter('BrowserWindow') implements Implemented {
  readonly id: number;
  readonly webContents: StandinWebContents;
  readonly #state: StandinState;
  #isVisible: boolean;
  #isMinimized = false;
  #isDestroyed = false;

  constructor(state: StandinState, id: number, options: BrowserWindowConstructorOptions) {
    super();
    if (!state.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    this.id = id;
    this.#state = state;
    this.#isVisible = options.show !== false;
    state.windows.add(this);
    this.webContents = new StandinWebContents({
      state,
      id,
      options,
      closeWindow: () => this.close(),
      onGone: () => this.#leave(),
    });
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'));
    state.app.emit('web-contents-created', {}, this.webContents);
    state.app.emit('browser-window-created', {}, this);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url);
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }

  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }

  focus(): void {
    this.emit('focus');
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  close(): void {
    if (this.#isDestroyed) return;
    const event = cancelable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    this.webContents.discard().catch(() => undefined);
    this.#leave();
  }

  #leave(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#state.windows.delete(this);
    this.emit('closed');
    if (this.#state.windows.size > 0 || this.#state.isQuitting) return;
    if (!this.#state.app.emit('window-all-closed')) this.#state.app.quit();
  }
}

export interface WindowClass {
  new (options?: BrowserWindowConstructorOptions): StandinWindow;
  getAllWindows(): OpenWindow[];
  fromWebContents(contents: unknown): OpenWindow | null;
}

export function createWindowClass(state: StandinState): WindowClass {
  let count = 0;
  class BrowserWindow extends StandinWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      count += 1;
      super(state, count, options);
    }

    static getAllWindows(): OpenWindow[] {
      return [...state.windows];
    }

    static fromWebContents(contents: unknown): OpenWindow | null {
      return [...state.windows].find((window) => window.webContents === contents) ?? null;
    }
  }
  return strict('BrowserWindow', BrowserWindow);
}
