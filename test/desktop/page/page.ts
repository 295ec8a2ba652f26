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

type EngineClient = ContractRouterClient<Contract>;
type DesktopClient = ContractRouterClient<DesktopContract>;

export interface Probe {
  /** Asks for a new port; not there while there is no engine. */
  connect(target: BridgeTarget): Promise<{ readonly isThere: boolean }>;
  readonly desktop: () => DesktopClient;
  readonly engine: () => EngineClient;
  /** Whether the page itself can run a text as code: what a test runner evaluates is not held to the policy. */
  runText(): Promise<{ readonly eval: string; readonly function: string }>;
  /** Everything that the policy refused. */
  readonly violations: string[];
}

declare global {
  interface Window {
    readonly syncflow: DesktopBridge;
    probe: Probe;
  }
}

const clients = new Map<BridgeTarget, unknown>();
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
    clients.set(target, createORPCClient(new RPCLink({ port })));
  }
  const at = waiting.findIndex((one) => one.target === target);
  if (at >= 0) waiting.splice(at, 1)[0]?.resolve({ isThere });
});

function clientOf(target: BridgeTarget): unknown {
  const client = clients.get(target);
  if (client === undefined) throw new Error(`Not connected to ${target}.`);
  return client;
}

window.probe = {
  connect: (target) =>
    new Promise((resolve) => {
      waiting.push({ target, resolve });
      window.syncflow.connect(target);
    }),
  desktop: () => clientOf('desktop') as DesktopClient,
  engine: () => clientOf('engine') as EngineClient,
  runText: () =>
    new Promise((resolve) => {
      const attempt = (run: () => unknown): string => {
        try {
          run();
          return 'ran';
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown';
        }
      };
      setTimeout(() =>
        resolve({
          eval: attempt(() => Reflect.apply(globalThis.eval, null, ['1 + 1'])),
          function: attempt(() => Reflect.construct(Function, ['return 1'])),
        }),
      );
    }),
  violations,
};
