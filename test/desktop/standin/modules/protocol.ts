// Custom schemes. The browser knows none of them: a page of `app://bundle` really is one of
// `https://bundle.app.standin.invalid`, and addresses are translated on the way in and out.

import type { Protocol } from 'electron';
import { strict } from '../strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type Implemented = Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

const REAL = /^https:\/\/([^./:?#]+)\.([a-z]+)\.standin\.invalid/;

export class StandinProtocol {
  readonly #handlers = new Map<string, Handler>();
  #isRegistered = false;

  readonly module = strict('protocol', {
    registerSchemesAsPrivileged: () => {
      if (this.#isRegistered) throw new Error('protocol.registerSchemesAsPrivileged can be called once only');
      this.#isRegistered = true;
    },
    handle: (scheme: string, handler: Handler) => void this.#handlers.set(scheme, handler),
  } satisfies Implemented);

  toReal(url: string): string {
    const [, scheme, host] = /^([a-z]+):\/\/([^/?#]*)/.exec(url) ?? [];
    if (scheme === undefined || !this.#handlers.has(scheme)) return url;
    return url.replace(`${scheme}://${host}`, `https://${host}.${scheme}.standin.invalid`);
  }

  toApp(url: string): string {
    return url.replace(REAL, '$2://$1');
  }

  /** Null where no handler has this scheme. */
  async answer(request: { readonly url: string; readonly method: string }): Promise<Response | null> {
    const handler = this.#handlers.get(new URL(request.url).protocol.slice(0, -1));
    if (handler === undefined) return null;
    // A Request of Node's would normalise the address before the handler sees it; Chromium has done that already.
    const asked = new Request('https://standin.invalid/', { method: request.method });
    return handler(
      new Proxy(asked, {
        get: (object, name) => (name === 'url' ? request.url : (Reflect.get(object, name) as unknown)),
      }),
    );
  }
}
