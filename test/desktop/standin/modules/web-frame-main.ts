// The top frame of a page, as main sees it.

import type { WebFrameMain } from 'electron';
import type { ToPage } from '../page/preload-host.ts';
import { createValueCodec } from '../value-codec.ts';
import { toStandinPort } from '../message-ports.ts';
import { strictEmitter } from '../strict.ts';

export interface FrameNeeds {
  readonly deliver: (message: ToPage) => void;
  readonly currentUrl: () => string;
}

type Implemented = Pick<WebFrameMain, 'url' | 'postMessage' | 'send'>;

export class StandinFrame extends strictEmitter('WebFrameMain') implements Implemented {
  readonly #needs: FrameNeeds;
  readonly #codec = createValueCodec();
  readonly #ports = new Map<string, { fromThere: (value: unknown) => void; goneThere: () => void }>();
  #count = 0;

  constructor(needs: FrameNeeds) {
    super();
    this.#needs = needs;
  }

  get url(): string {
    return this.#needs.currentUrl();
  }

  send(channel: string, ...values: unknown[]): void {
    this.#needs.deliver({ kind: 'send', channel, values: this.#codec.encode(values), ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const ports = transfer.map((port) => this.#hand(port));
    this.#needs.deliver({ kind: 'send', channel, values: this.#codec.encode([message]), ports });
  }

  /** A value that the page posted to a port of its own. */
  hear(port: string, value: string): void {
    this.#ports.get(port)?.fromThere(this.#codec.decode(value));
  }

  /** The page is gone, or another one took its place: its ports with it. */
  closePorts(): void {
    for (const { goneThere } of this.#ports.values()) goneThere();
    this.#ports.clear();
  }

  #hand(port: unknown): string {
    this.#count += 1;
    const name = `port-${this.#count}`;
    const { deliver } = this.#needs;
    const there = toStandinPort(port).moveTo({
      post: (value) => deliver({ kind: 'port', port: name, value: this.#codec.encode(value) }),
      close: () => deliver({ kind: 'port-close', port: name }),
    });
    this.#ports.set(name, there);
    return name;
  }
}
