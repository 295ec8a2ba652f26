// A real HTTP server that a test scripts: it logs in like the contracts say and hands every other request to the test.

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  /** Below /api/v1. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `nth` counts the requests handed over so far, from 1. */
export type Handle = (request: SeenRequest, response: ServerResponse, nth: number) => unknown;

export interface TestServer {
  readonly baseUrl: string;
  readonly host: string;
  /** All requests but logins and refreshes. */
  readonly requests: SeenRequest[];
  readonly logins: SeenRequest[];
  readonly refreshes: SeenRequest[];
  /** Sockets that were opened so far. */
  readonly sockets: () => number;
  readonly openSockets: () => number;
  /** Resolves when only `count` sockets are open. */
  readonly shrunkTo: (count: number) => Promise<void>;
  /** Resolves when `count` requests have been handed over. */
  readonly arrived: (count: number) => Promise<void>;
}

export interface TestServerOptions {
  readonly handle?: Handle;
  readonly login?: Handle;
  readonly refresh?: Handle;
  readonly tls?: ServerOptions;
}

/** Starts a server on a free port of 127.0.0.1 and stops it when the test ends. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const logins: SeenRequest[] = [];
  const refreshes: SeenRequest[] = [];
  const watchers = new Set<() => void>();
  let sockets = 0;
  let openSockets = 0;

  const until = async (isReached: () => boolean): Promise<void> => {
    if (isReached()) return;
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        if (!isReached()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
    });
  };

  const onRequest = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request: SeenRequest = {
      method: message.method ?? '',
      path: (message.url ?? '').replace(/^\/api\/v1/, ''),
      headers: message.headers,
      body: Buffer.concat(chunks).toString(),
    };
    const [list, handle] =
      request.path === '/auth/login'
        ? [logins, options.login ?? giveTokens]
        : request.path === '/auth/refresh'
          ? [refreshes, options.refresh ?? giveTokens]
          : [requests, options.handle ?? sendNothing];
    list.push(request);
    for (const watcher of watchers) watcher();
    await handle(request, response, list.length);
  };
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away in the middle of its request is part of the tests.
    onRequest(message, response).catch(() => response.destroy());
  };
  const server: Server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  server.on('connection', (socket) => {
    sockets += 1;
    openSockets += 1;
    socket.on('close', () => {
      openSockets -= 1;
      for (const watcher of watchers) watcher();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `${options.tls === undefined ? 'http' : 'https'}://${host}/api/v1`,
    host,
    requests,
    logins,
    refreshes,
    sockets: () => sockets,
    openSockets: () => openSockets,
    shrunkTo: (count) => until(() => openSockets <= count),
    arrived: (count) => until(() => requests.length >= count),
  };
}

/** A token pair whose access token is a JWT of the given life. */
export function tokenPair(name: string, lifetimeSeconds = 3600): Record<string, unknown> {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: name, iat: 1_000_000, exp: 1_000_000 + lifetimeSeconds };
  return {
    access_token: `${part({ alg: 'HS256' })}.${part(claims)}.signature`,
    refresh_token: `refresh-${name}`,
    token_type: 'bearer',
    expires_in: lifetimeSeconds,
  };
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): ServerResponse {
  return sendText(response, { status, type: 'application/json', body: JSON.stringify(body) });
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  extra: Record<string, unknown> = {},
): ServerResponse {
  const body = JSON.stringify({ type: 'about:blank', title: 'Trouble', status, ...extra });
  return sendText(response, { status, type: 'application/problem+json', body });
}

export function sendText(
  response: ServerResponse,
  answer: { readonly status?: number; readonly type?: string; readonly body: string },
): ServerResponse {
  response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json' });
  return response.end(answer.body);
}

const giveTokens: Handle = (request, response, nth) => {
  sendJson(response, tokenPair(`${request.path.slice(6)}-${nth}`));
};

const sendNothing: Handle = (_request, response) => {
  sendProblem(response, 404, { code: 'not_scripted' });
};
