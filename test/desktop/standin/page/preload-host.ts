// Electron as a sandboxed preload script sees it: `require('electron')` with two modules, and nothing else. Runs in the
// page's isolated world: sent there as text, so it uses nothing from outside itself.

import type { ValueCodec } from '../value-codec.ts';
import type { WorldBridge } from './world-bridge.ts';

/** What the stand-in and this host say to each other. */
export type FromPage =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly values: string }
  | { readonly kind: 'send'; readonly channel: string; readonly values: string }
  | { readonly kind: 'port'; readonly port: string; readonly value: string };
export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly value?: string; readonly error?: string }
  | { readonly kind: 'send'; readonly channel: string; readonly values: string; readonly ports: readonly string[] }
  | { readonly kind: 'port'; readonly port: string; readonly value: string }
  | { readonly kind: 'port-close'; readonly port: string };

export interface PreloadHostNeeds {
  readonly codec: ValueCodec;
  readonly bridge: WorldBridge;
  /** The name of the function that takes text to the stand-in. */
  readonly upName: string;
  /** The name under which the stand-in calls back. */
  readonly downName: string;
  readonly platform: string;
  readonly preload: (require: unknown, module: unknown, exports: unknown, process: unknown) => void;
}

export function hostPreload(needs: PreloadHostNeeds): void {
  const { codec, bridge, upName, downName } = needs;
  type Listener = (event: unknown, ...values: unknown[]) => void;
  const world = globalThis as unknown as Record<string, unknown>;
  const up = world[upName] as (text: string) => void;
  Reflect.deleteProperty(world, upName);
  const post = (message: FromPage): void => up(JSON.stringify(message));

  const listeners = new Map<string, Set<Listener>>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const ports = new Map<string, MessagePort>();
  let calls = 0;

  const openPort = (name: string): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(name, port1);
    port1.onmessage = ({ data }) => post({ kind: 'port', port: name, value: codec.encode(data) });
    return port2;
  };

  Object.defineProperty(world, downName, {
    value: (text: string) => {
      const message = JSON.parse(text) as ToPage;
      switch (message.kind) {
        case 'answer': {
          const call = waiting.get(message.id);
          waiting.delete(message.id);
          if (message.error === undefined) call?.resolve(codec.decode(message.value ?? '["undefined"]'));
          else call?.reject(new Error(message.error));
          return;
        }
        case 'send': {
          const event = { sender: ipcRenderer, ports: message.ports.map(openPort) };
          const values = codec.decode(message.values) as unknown[];
          for (const listener of listeners.get(message.channel) ?? []) listener(event, ...values);
          return;
        }
        case 'port':
          ports.get(message.port)?.postMessage(codec.decode(message.value));
          return;
        case 'port-close':
          ports.get(message.port)?.close();
          ports.delete(message.port);
      }
    },
  });

  const lacking = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, property) => {
        if (typeof property === 'string' && !(property in object)) {
          throw new Error(`The stand-in for Electron has no ${name}.${property} in a preload script.`);
        }
        return Reflect.get(object, property) as unknown;
      },
    });

  const ipcRenderer = lacking('ipcRenderer', {
    invoke: (channel: string, ...values: unknown[]) =>
      new Promise((resolve, reject) => {
        calls += 1;
        waiting.set(calls, { resolve, reject });
        post({ kind: 'invoke', id: calls, channel, values: codec.encode(values) });
      }),
    send: (channel: string, ...values: unknown[]) => post({ kind: 'send', channel, values: codec.encode(values) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off: (channel: string, listener: Listener) => listeners.get(channel)?.delete(listener),
  });
  const contextBridge = lacking('contextBridge', {
    exposeInMainWorld: (name: string, api: unknown) => bridge.expose(name, api),
  });

  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return lacking('electron', { ipcRenderer, contextBridge });
    throw new Error(`module not found: ${name} (a sandboxed preload script has only electron)`);
  };
  const module = { exports: {} };
  const process = { platform: needs.platform, sandboxed: true, contextIsolated: true, type: 'renderer' };
  needs.preload(require, module, module.exports, process);
}
