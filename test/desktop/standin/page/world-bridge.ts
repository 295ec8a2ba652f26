// Between the page's world and the preload's isolated world of one document. DOM events reach both, synchronously, and
// carry only text. Runs in the page: sent there as text, so it uses nothing from outside itself.

import type { ValueCodec } from '../value-codec.ts';

export interface WorldBridge {
  /** Isolated world only: gives the page a frozen copy of an object; its functions are called across. */
  expose(name: string, api: unknown): void;
}

export interface BridgeNeeds {
  readonly codec: ValueCodec;
  /** A name no page can guess. */
  readonly secret: string;
  readonly world: 'page' | 'isolated';
}

export function installWorldBridge({ codec, secret, world }: BridgeNeeds): WorldBridge {
  type AnyFunction = (...parameters: unknown[]) => unknown;
  interface Answer {
    readonly call: string;
    readonly value?: string;
    readonly error?: string;
    readonly later?: string;
  }
  const other = world === 'page' ? 'isolated' : 'page';
  const functions = new Map<string, AnyFunction>();
  const waiting = new Map<string, (answer: Answer) => void>();
  let count = 0;
  const newName = (): string => `${world}-${(count += 1)}`;
  const nameOf = (value: AnyFunction): string => {
    const name = newName();
    functions.set(name, value);
    return name;
  };
  const send = (kind: string, detail: unknown): void => {
    window.dispatchEvent(new CustomEvent(`${secret}-${other}-${kind}`, { detail: JSON.stringify(detail) }));
  };
  const listen = <T>(kind: string, heed: (detail: T) => void): void => {
    window.addEventListener(`${secret}-${world}-${kind}`, (event) => {
      heed(JSON.parse((event as CustomEvent<string>).detail) as T);
    });
  };

  const across =
    (name: string): AnyFunction =>
    (...parameters) => {
      const call = newName();
      let answer: Answer | undefined;
      waiting.set(call, (given) => (answer = given));
      send('call', { name, call, parameters: codec.encode(parameters, nameOf) });
      waiting.delete(call);
      const { value, error, later } = answer ?? { error: 'The other world did not answer.' };
      if (later !== undefined) {
        return new Promise((resolve, reject) => {
          waiting.set(later, (given) => {
            waiting.delete(later);
            if (given.error === undefined) resolve(codec.decode(given.value ?? '["undefined"]', across));
            else reject(new Error(given.error));
          });
        });
      }
      if (error !== undefined) throw new Error(error);
      return codec.decode(value ?? '["undefined"]', across);
    };

  listen<{ name: string; call: string; parameters: string }>('call', ({ name, call, parameters }) => {
    try {
      const result = functions.get(name)?.(...(codec.decode(parameters, across) as unknown[]));
      if (!(result instanceof Promise)) {
        send('answer', { call, value: codec.encode(result, nameOf) });
        return;
      }
      const later = newName();
      send('answer', { call, later });
      result.then(
        (value) => send('answer', { call: later, value: codec.encode(value, nameOf) }),
        (error: unknown) => send('answer', { call: later, error: String(error) }),
      );
    } catch (error) {
      send('answer', { call, error: error instanceof Error ? error.message : String(error) });
    }
  });
  listen<Answer>('answer', (answer) => waiting.get(answer.call)?.(answer));
  listen<{ name: string; api: string }>('expose', ({ name, api }) => {
    const value = codec.decode(api, across);
    Object.defineProperty(window, name, { value: Object.freeze(value), writable: false, configurable: false });
  });
  return { expose: (name, api) => send('expose', { name, api: codec.encode(api, nameOf) }) };
}
