// A plain client of the sandbox's servers for its tests: it signs in and returns answers as they came.

import { JsonObject, parseExactJson } from '../../sandbox/exact/exact-json.ts';
import type { SandboxServer } from '../../sandbox/create-sandbox.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed with JSON.parse: numbers beyond a double are not exact. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<RawAnswer>;

export interface ClientOfServer {
  readonly call: Call;
  /** Below the origin instead of /api/v1, without a token. */
  readonly control: Call;
}

/** A body that is a string goes out as it is. */
async function send(url: string, method: string, options: CallOptions): Promise<RawAnswer> {
  const { body, headers = {}, signal } = options;
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    ...(text === undefined ? {} : { body: text }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text: answer,
    body: isJson && answer !== '' ? JSON.parse(answer) : null,
  };
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

export async function login(server: SandboxServer): Promise<Tokens> {
  const { username, password } = server;
  const answer = await send(`${server.url}/auth/login`, 'POST', { body: { username, password } });
  return answer.body as Tokens; // the contract of /auth/login, which the conformance test checks
}

export async function connect(server: SandboxServer): Promise<ClientOfServer> {
  const { access_token: token } = await login(server);
  return {
    call: (method, path, options = {}) =>
      send(server.url + path, method, {
        ...options,
        headers: { authorization: `Bearer ${token}`, ...options.headers },
      }),
    control: (method, path, options = {}) => send(new URL(path, server.url).href, method, options),
  };
}

/** The page's rows with the digits of every number. */
export function exactItems(text: string): JsonObject[] {
  const page = parseExactJson(text);
  const items = page instanceof JsonObject ? page.get('items') : null;
  return Array.isArray(items) ? items.filter((item) => item instanceof JsonObject) : [];
}
