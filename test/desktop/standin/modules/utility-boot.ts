// The first file of a utility process of the stand-in: `process.parentPort` and its ports, then the app's own entry.

import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

export type ToUtility =
  | { readonly kind: 'message'; readonly value: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-close'; readonly port: number };
export type FromUtility =
  | { readonly kind: 'message'; readonly value: unknown }
  | { readonly kind: 'port'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-close'; readonly port: number };

const tell = (message: FromUtility): void => void process.send?.(message);

class UtilityPort extends EventEmitter {
  readonly #id: number;
  #isStarted = false;
  #queue: unknown[] = [];

  constructor(id: number) {
    super();
    this.#id = id;
  }

  postMessage(value: unknown): void {
    tell({ kind: 'port', port: this.#id, value });
  }

  start(): void {
    this.#isStarted = true;
    for (const value of this.#queue.splice(0)) this.emit('message', { data: value, ports: [] });
  }

  close(): void {
    tell({ kind: 'port-close', port: this.#id });
    this.emit('close');
  }

  receive(value: unknown): void {
    if (this.#isStarted) this.emit('message', { data: value, ports: [] });
    else this.#queue.push(value);
  }
}

const ports = new Map<number, UtilityPort>();
/** Came before the entry listened; Electron keeps them too. */
const early: unknown[] = [];
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (value: unknown) => tell({ kind: 'message', value }),
});
parentPort.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => early.splice(0).forEach((event) => parentPort.emit('message', event)));
});
Object.defineProperty(process, 'parentPort', { value: parentPort });
Object.defineProperty(process, 'type', { value: 'utility' });

process.on('message', (raw) => {
  const message = raw as ToUtility;
  switch (message.kind) {
    case 'message': {
      const opened = message.ports.map((id) => {
        const port = new UtilityPort(id);
        ports.set(id, port);
        return port;
      });
      const event = { data: message.value, ports: opened };
      if (parentPort.listenerCount('message') === 0) early.push(event);
      else parentPort.emit('message', event);
      return;
    }
    case 'port':
      ports.get(message.port)?.receive(message.value);
      return;
    case 'port-close':
      ports.get(message.port)?.emit('close');
      ports.delete(message.port);
  }
});
// The app is gone, however that came about.
process.on('disconnect', () => process.exit(0));

const [, boot, entry = '', ...parameters] = process.argv;
process.argv = [boot ?? '', entry, ...parameters];
await import(pathToFileURL(entry).href);
