// An HTTP server with as little between the socket and its handler as can be: tokens are checked once and remembered.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAuthRoutes } from '../http/auth-routes.ts';
import { HttpProblem, toProblemBody } from '../http/http-problem.ts';
import { createRouter, type Route } from '../http/router.ts';
import { createTokenService } from '../http/token-service.ts';
import { createBodyReader, type BodyReader } from './read-body.ts';

const API_PREFIX = '/api/v1';
const USERNAME = 'bench';
const PASSWORD = 'bench';
const TOKEN_SECONDS = 24 * 60 * 60;

export interface LeanRequest {
  readonly method: string;
  /** Below /api/v1, without the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface LeanServerOptions {
  readonly name: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The calls that come by the thousand: the answer's JSON, or null where the path is not one of them. */
  readonly answer: (request: LeanRequest) => Buffer | null;
  /** All other paths. */
  readonly routes: readonly Route[];
  readonly maxBodyBytes: number;
}

export interface LeanServer {
  /** As settings and contracts want it: ends in /api/v1. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  close(): Promise<void>;
}

export async function startLeanServer(options: LeanServerOptions): Promise<LeanServer> {
  const tokens = createTokenService({
    issuer: options.name,
    username: USERNAME,
    password: PASSWORD,
    ttlSeconds: TOKEN_SECONDS,
    now: Date.now,
  });
  const findRoute = createRouter([...createAuthRoutes(tokens), ...options.routes]);
  // Tokens live longer than the server: one that was good stays good.
  const verified = new Set<string>();
  const connections = new Map<Socket, BodyReader>();

  const verify = async (authorization: string | undefined): Promise<void> => {
    if (authorization !== undefined && verified.has(authorization)) return;
    await tokens.verify(authorization);
    if (authorization !== undefined) verified.add(authorization);
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (incoming.url ?? '').slice(API_PREFIX.length).split('?');
    const method = incoming.method ?? 'GET';
    const isOpen = path === '/health' || path.startsWith('/auth/');
    if (!isOpen) await verify(incoming.headers.authorization);
    const read = connections.get(incoming.socket);
    // Gone while its token was verified: nobody waits for an answer.
    if (read === undefined) return;
    const body = await read(incoming);
    const quick = options.answer({ method, path, headers: incoming.headers, body });
    if (quick !== null) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': quick.length }).end(quick);
      return;
    }
    const { route, params } = findRoute(method, path);
    const answer = await route.handle({
      method,
      path,
      params,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body: body.toString('utf8'),
      faults: [],
    });
    const bytes = Buffer.from(answer.body ?? '');
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'content-length': bytes.length })
      .end(bytes);
  };

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch((error: unknown) => {
      sendProblem(response, error);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    connections.set(socket, createBodyReader(options.maxBodyBytes));
    socket.on('close', () => connections.delete(socket));
    socket.setNoDelay(true);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${API_PREFIX}`,
    username: USERNAME,
    password: PASSWORD,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of connections.keys()) socket.destroy();
      await closed;
    },
  };
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const problem =
    error instanceof HttpProblem
      ? error
      : new HttpProblem(500, 'internal_error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  const body = Buffer.from(toProblemBody(problem));
  const type = { 'content-type': 'application/problem+json', 'content-length': body.length };
  response.writeHead(problem.status, { ...problem.headers, ...type }).end(body);
}
