// The way to the engine: a port in the desktop app, /rpc of the loopback server in a browser. Callers never see which.
// Promises that a call ends: with an answer, an error, EngineGone, or TookTooLong; only streams may last.

import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { EngineGone, TookTooLong } from './engine-gone.ts';
import { setLinkPhase } from './link-state.ts';
import { isDesktop, openPort } from './ports.ts';

type Link = ClientLink<ClientContext>;

const USUAL_MS = 20_000;
/** Other systems are asked, or a file travels. */
const PATIENT_MS = 150_000;
const PATIENT =
  /^(mapping\.(infer|fetch_sample|list_apis|list_targets|drift)|failed\.export|connections\.test|health\.check|entities\.check|sandbox\.\w+)$/;
const STREAM = /\.watch\w*$/;

export function createEngineLink(): Link {
  const link = isDesktop ? createPortLink() : createFetchLink();
  return {
    call: async (path, input, options) => {
      const name = path.join('.');
      if (STREAM.test(name)) return link.call(path, input, options);
      return withDeadline(PATIENT.test(name) ? PATIENT_MS : USUAL_MS, options, (bounded) =>
        link.call(path, input, bounded),
      );
    },
  };
}

function createFetchLink(): Link {
  const link = new FetchLink({
    url: `${location.origin}/rpc`,
    fetch: async (request, init) => {
      let response: Response;
      try {
        response = await fetch(request, init);
      } catch (error) {
        if (request.signal.aborted) throw error;
        setLinkPhase('gone');
        throw new EngineGone();
      }
      setLinkPhase(response.status === 401 ? 'signed-out' : 'ready');
      return response;
    },
  });
  return link;
}

interface OpenPort {
  readonly link: Link;
  readonly closed: Promise<never>;
}

function createPortLink(): Link {
  let opening: Promise<OpenPort> | null = null;
  const open = async (): Promise<OpenPort> => {
    const port = await openPort('engine');
    if (port === null) {
      opening = null;
      setLinkPhase('gone');
      throw new EngineGone();
    }
    const closed = new Promise<never>((_resolve, reject) => {
      port.addEventListener('close', () => {
        opening = null;
        setLinkPhase('gone');
        reject(new EngineGone());
      });
    });
    closed.catch(() => undefined);
    const link = new PortLink({ port });
    port.start();
    setLinkPhase('ready');
    return { link, closed };
  };
  return {
    call: async (path, input, options) => {
      opening ??= open();
      const { link, closed } = await opening;
      return Promise.race([link.call(path, input, options), closed]);
    },
  };
}

async function withDeadline(
  ms: number,
  options: ClientOptions<ClientContext>,
  call: (options: ClientOptions<ClientContext>) => Promise<unknown>,
): Promise<unknown> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ms);
  const signal = options.signal === undefined ? late.signal : AbortSignal.any([late.signal, options.signal]);
  try {
    return await Promise.race([call({ ...options, signal }), untilAborted(late.signal, ms)]);
  } finally {
    clearTimeout(timer);
  }
}

function untilAborted(signal: AbortSignal, ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TookTooLong(ms / 1000)), { once: true });
  });
}
