// Opens the connections to one system: at most ten, five of them kept when idle, through a proxy and with a plant's own
// certificate authority where the settings name them.

import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { Client, Pool, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { EngineError } from '../../failures/engine-error.ts';
import { parseProxyUrl } from './base-url.ts';
import type { BaseUrl } from './base-url.ts';

const MAX_CONNECTIONS = 10;
const KEPT_CONNECTIONS = 5;
const KEPT_IDLE_MS = 60_000;
/** Connections beyond the kept five go soon after a burst; not at once, or a steady load would reconnect all the time. */
const BRIEF_IDLE_MS = 1000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Creates the dispatcher that all requests to `url` go through. */
export function createConnectionPool(
  url: BaseUrl,
  options: { readonly ca?: string | undefined; readonly proxy?: string | undefined },
): Dispatcher {
  const trusted = options.ca === undefined ? {} : { ca: trustedCertificates(options.ca) };
  if (options.proxy === undefined) return createPool(url.origin, { connect: trusted });
  return new ProxyAgent({
    uri: parseProxyUrl(options.proxy).uri,
    requestTls: { ...trusted, allowH2: false },
    proxyTls: { ...trusted, allowH2: false },
    connectTimeout: CONNECT_TIMEOUT_MS,
    // The agent hands over its own connector, which goes through the proxy.
    factory: (origin, agentOptions) => createPool(origin, agentOptions),
  });
}

function createPool(origin: string | URL, options: Pool.Options): Pool {
  const kept = new Set<Client>();
  return new Pool(origin, {
    ...options,
    // One request per connection: whether a request was sent must be certain (SPEC §6, unknown outcome).
    allowH2: false,
    pipelining: 1,
    connections: MAX_CONNECTIONS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Each call has its own deadline on the host's clock; undici's timers would hide it.
    headersTimeout: 0,
    bodyTimeout: 0,
    factory(clientOrigin, clientOptions) {
      for (const client of kept) if (client.closed || client.destroyed) kept.delete(client);
      const idleMs = kept.size < KEPT_CONNECTIONS ? KEPT_IDLE_MS : BRIEF_IDLE_MS;
      const client = new Client(clientOrigin, {
        ...clientOptions,
        keepAliveTimeout: idleMs,
        keepAliveMaxTimeout: idleMs,
      });
      if (idleMs === KEPT_IDLE_MS) kept.add(client);
      return client;
    },
  });
}

/** The computer's authorities and the plant's own; throws `usage` when the text holds no readable certificate. */
export function trustedCertificates(pem: string): string[] {
  const own = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const certificate of own) new X509Certificate(certificate);
  } catch (cause) {
    throw badCertificate(cause);
  }
  if (own.length === 0) throw badCertificate(undefined);
  return [...getCACertificates('default'), ...own];
}

function badCertificate(cause: unknown): EngineError {
  return new EngineError(
    'usage',
    'The certificate authority in the settings is not a readable PEM certificate. ' +
      'Give the text or file that begins with -----BEGIN CERTIFICATE-----.',
    { cause },
  );
}
