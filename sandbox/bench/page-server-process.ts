// The page server as a process.

import { startPageServer } from './page-server.ts';
import { openRowFile } from './row-file.ts';
import { serveOrders } from './serve-orders.ts';

export interface ServerAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const orders = {
  start: async ({
    paths,
    port,
  }: {
    readonly paths: readonly string[];
    readonly port: number;
  }): Promise<ServerAddress> => {
    const { url, username, password } = await startPageServer(paths.map(openRowFile), port);
    return { url, username, password };
  },
};
export type PageServerOrders = typeof orders;

serveOrders(orders);
