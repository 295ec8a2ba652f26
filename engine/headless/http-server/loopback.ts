// Which addresses stay on this computer, and which names a request may call the server by. Pure.

import { isIP } from 'node:net';

/** Addresses that no other computer can reach. */
export function isLoopback(host: string): boolean {
  const address = withoutBrackets(host);
  if (address === 'localhost' || address === '::1') return true;
  return isIP(address) === 4 && address.startsWith('127.');
}

export interface ServerAddress {
  /** As it was told to listen on. */
  readonly host: string;
  readonly port: number;
}

/**
 * Whether a Host header names this server. A page of another site can make its own name point here (DNS rebinding), but
 * not an address: on a loopback address only loopback names are taken, elsewhere numbers and the name it was told.
 */
export function isOwnHost(header: string | undefined, { host, port }: ServerAddress): boolean {
  const url = header === undefined ? null : URL.parse(`http://${header}`);
  if (url === null || url.host !== header?.toLowerCase().replace(/:80$/, '')) return false;
  if (Number(url.port === '' ? 80 : url.port) !== port) return false;
  if (isLoopback(url.hostname)) return true;
  if (isLoopback(host)) return false;
  return isIP(withoutBrackets(url.hostname)) !== 0 || url.hostname === host.toLowerCase();
}

/** Whether an Origin header is that of a page from this very server. */
export function isOwnOrigin(origin: string, hostHeader: string): boolean {
  return origin.toLowerCase() === `http://${hostHeader.toLowerCase()}`;
}

/** As it stands in a URL. */
export function toUrlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
