// Ports from the desktop shell: one to the engine, one to the shell itself. In a browser there are none.

import {
  PORT_MESSAGE,
  type BridgeTarget,
  type DesktopBridge,
  type PortMessage,
} from '../../main/contract/desktop-bridge.ts';

declare global {
  interface Window {
    readonly syncflow?: DesktopBridge;
  }
}

export const isDesktop = window.syncflow !== undefined;

/** Longest wait for the shell to hand over a port. */
const HANDOVER_MS = 5000;

/** A new port, or null while there is nobody at the other end. */
export function openPort(target: BridgeTarget): Promise<MessagePort | null> {
  const bridge = window.syncflow;
  if (bridge === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    const finish = (port: MessagePort | null): void => {
      clearTimeout(timer);
      window.removeEventListener('message', listen);
      resolve(port);
    };
    const listen = (event: MessageEvent<Partial<PortMessage> | null>): void => {
      if (event.source !== window || event.data?.type !== PORT_MESSAGE || event.data.target !== target) return;
      finish(event.data.isThere === true ? (event.ports[0] ?? null) : null);
    };
    const timer = setTimeout(() => finish(null), HANDOVER_MS);
    window.addEventListener('message', listen);
    bridge.connect(target);
  });
}
