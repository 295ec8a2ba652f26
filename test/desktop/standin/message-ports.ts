// MessagePortMain and MessageChannelMain. A port that is handed to a page or a utility process is moved there: what is
// posted to it from then on goes through `forward`, what comes from there enters at its other end.

import type { MessagePortMain } from 'electron';
import { strictEmitter } from './strict.ts';

type Forward = { readonly post: (value: unknown) => void; readonly close: () => void };

export class StandinPort
  extends strictEmitter('MessagePortMain')
  implements Pick<MessagePortMain, 'postMessage' | 'start' | 'close'>
{
  #peer: StandinPort | null = null;
  #forward: Forward | null = null;
  #isStarted = false;
  #isClosed = false;
  #queue: unknown[] = [];

  entangle(peer: StandinPort): void {
    this.#peer = peer;
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in for Electron sends no ports over ports.');
    this.#peer?.receive(structuredClone(message));
  }

  start(): void {
    this.#isStarted = true;
    for (const value of this.#queue.splice(0)) this.#deliver(value);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#peer?.hangUp();
    setImmediate(() => this.emit('close'));
  }

  /** A value that was posted at the other end. */
  receive(value: unknown): void {
    if (this.#isClosed) return;
    if (this.#forward !== null) this.#forward.post(value);
    else if (this.#isStarted) this.#deliver(value);
    else this.#queue.push(value);
  }

  /** The other end was closed. */
  hangUp(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forward?.close();
    setImmediate(() => this.emit('close'));
  }

  /** Hands the port over; answers what takes values that come from there. */
  moveTo(forward: Forward): { readonly fromThere: (value: unknown) => void; readonly goneThere: () => void } {
    this.#forward = forward;
    for (const value of this.#queue.splice(0)) forward.post(value);
    return { fromThere: (value) => this.#peer?.receive(value), goneThere: () => this.#peer?.hangUp() };
  }

  #deliver(value: unknown): void {
    setImmediate(() => this.emit('message', { data: value, ports: [] }));
  }
}

export function toStandinPort(port: unknown): StandinPort {
  if (port instanceof StandinPort) return port;
  throw new TypeError('Port at index 0 is not a valid port');
}

export class StandinChannel {
  readonly port1 = new StandinPort();
  readonly port2 = new StandinPort();

  constructor() {
    this.port1.entangle(this.port2);
    this.port2.entangle(this.port1);
  }
}
