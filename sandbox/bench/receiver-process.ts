// The receiver as a process; what it holds can be saved and brought back, so that runs begin alike.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Content } from './checksum.ts';
import type { ServerAddress } from './page-server-process.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { serveOrders } from './serve-orders.ts';

let receiver: Receiver | null = null;

function started(): Receiver {
  if (receiver === null) throw new TypeError('The receiver has not been started.');
  return receiver;
}

const fileOf = (path: string, entity: string): string => `${path}.${entity}.records`;

const orders = {
  /** `path`: where an earlier receiver saved what it held. */
  start: async ({ path, port }: { readonly path: string | null; readonly port: number }): Promise<ServerAddress> => {
    receiver = await startReceiver(port);
    if (path !== null) {
      const names = Object.keys(receiver.contents());
      receiver.load(Object.fromEntries(names.map((name) => [name, readFileSync(fileOf(path, name))])));
    }
    const { url, username, password } = receiver;
    return { url, username, password };
  },
  contents: (): Readonly<Record<string, Content>> => started().contents(),
  save: ({ path }: { readonly path: string }): void => {
    for (const [name, bytes] of Object.entries(started().save())) writeFileSync(fileOf(path, name), bytes);
  },
};
export type ReceiverOrders = typeof orders;

serveOrders(orders);
