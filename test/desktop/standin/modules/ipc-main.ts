// ipcMain: what pages send through their preload script.

import type { IpcMain } from 'electron';
import { strictEmitter } from '../strict.ts';

type InvokeHandler = Parameters<IpcMain['handle']>[1];

export class StandinIpcMain extends strictEmitter('ipcMain') implements Pick<IpcMain, 'handle' | 'removeHandler'> {
  readonly #handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  async invoke(channel: string, event: unknown, values: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event as Parameters<InvokeHandler>[0], ...values) as unknown;
  }
}
