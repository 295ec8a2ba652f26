// The smallest console there is: both contracts over ports, for specs to call from the page as the real console does.

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../../engine/contract/contract.ts';
import {
  PORT_MESSAGE,
  type BridgeTarget,
  type DesktopBridge,
  type PortMessage,
} from '../../../main/contract/desktop-bridge.ts';
import type { DesktopContract } from '../../../main/contract/desktop-contract.ts';

export interface Probe {
  /** Asks for a new port; `is_there` is false while there is no engine. */
  connect(target: BridgeTarget): Promise<{ readonly isThere: boolean }>;
  readonly desktop: () => ContractRouterClient<DesktopContract>;
  readonly engine: () => ContractRouterClient<Contract>;
  /** Everything that the policy refused. */
  readonly violations: string[];
}

declare global {
  interface Window {
    readonly syncflow: DesktopBridge;
    probe: Probe;
  }
}

const ports = new Map<BridgeTarget, MessagePort>();
const waiting: { target: BridgeTarget; resolve: (answer: { isThere: boolean }) => void }[] = [];
const violations: string[] = [];

document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));

window.addEventListener('message', (event: MessageEvent<Partial<PortMessage>>) => {
  if (event.source !== window || event.data.type !== PORT_MESSAGE) return;
  const { target, isThere = false } = event.data;
  const [port] = event.ports;
  if (target === undefined) return;
  if (port !== undefined) {
    port.start();
    ports.set(target, port);
  }
  const at = waiting.findIndex((one) => one.target === target);
  if (at >= 0) waiting.splice(at, 1)[0]?.resolve({ isThere });
});

function clientOf<Client>(target: BridgeTarget): Client {
  const port = ports.get(target);
  if (port === undefined) throw new Error(`Not connected to ${target}.`);
  return createORPCClient(new RPCLink({ port })) as Client;
}

window.probe = {
  connect: (target) =>
    new Promise((resolve) => {
      waiting.push({ target, resolve });
      window.syncflow.connect(target);
    }),
  desktop: () => clientOf('desktop'),
  engine: () => clientOf('engine'),
  violations,
};
