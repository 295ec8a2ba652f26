// Reads the configured address of a system once. Promises that no message ever repeats a user name or password in it.

import { EngineError } from '../../failures/engine-error.ts';
import type { SystemName } from './client-options.ts';

/** An address in its parts; `path` has no slash at its end, `host` is what people read (`name:port`). */
export interface BaseUrl {
  readonly origin: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  readonly isSecure: boolean;
}

/** Removes whatever stands before an @, wherever it is: passwords may hold slashes and colons. */
export function withoutUserInfo(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
}

/** Parses the base URL; throws `usage` with a sentence that names the system. */
export function parseBaseUrl(system: SystemName, text: string): BaseUrl {
  const url = parseHttpUrl(`The ${system.name} address`, text);
  if (url.username !== '' || url.password !== '') {
    throw usage(
      `The ${system.name} address ${withoutUserInfo(text)} holds a user name or password. ` +
        'Take them out of it and enter them as user name and password.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw usage(
      `The ${system.name} address ${url.origin}${url.pathname} must end with its path. Cut what follows the ? or #.`,
    );
  }
  return {
    origin: url.origin,
    host: url.host,
    hostname: bareHostname(url),
    port: portOf(url),
    path: url.pathname.replace(/\/+$/, ''),
    isSecure: url.protocol === 'https:',
  };
}

/** A proxy's address; unlike a base URL it may hold a user name and password. */
export interface ProxyUrl {
  readonly uri: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
}

/** Parses the proxy's address; throws `usage`. */
export function parseProxyUrl(text: string): ProxyUrl {
  const url = parseHttpUrl('The proxy address', text);
  return { uri: url.href, host: url.host, hostname: bareHostname(url), port: portOf(url) };
}

function parseHttpUrl(what: string, text: string): URL {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const shown = text.trim() === '' ? 'is empty' : `"${withoutUserInfo(text.trim())}" is not an http or https address`;
    throw usage(`${what} ${shown}. Correct it, for example http://erp-gateway:8010/api/v1.`);
  }
  return url;
}

/** IPv6 addresses stand in brackets in a URL, but not where a socket is opened. */
function bareHostname(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function usage(message: string): EngineError {
  return new EngineError('usage', message);
}
