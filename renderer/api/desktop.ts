// The desktop shell's contract as a client; null in a browser.

import { createORPCClient, type ClientContext } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { DesktopContract } from '../../main/contract/desktop-contract.ts';
import { isDesktop, openPort } from './ports.ts';

export type DesktopClient = ContractRouterClient<DesktopContract>;

export const desktop: DesktopClient | null = isDesktop ? createDesktopClient() : null;

function createDesktopClient(): DesktopClient {
  let opening: Promise<RPCLink<ClientContext>> | null = null;
  const open = async (): Promise<RPCLink<ClientContext>> => {
    const port = await openPort('desktop');
    if (port === null) throw new Error('The desktop shell does not answer.');
    const link = new RPCLink<ClientContext>({ port });
    port.start();
    return link;
  };
  return createORPCClient({
    call: async (path, input, options) => (await (opening ??= open())).call(path, input, options),
  });
}
