// The loopback server: the console's pages and `/rpc`, for a browser on this computer and for programs with the token.
// Promises: nothing is answered to another site's page, and nothing but the sign-in without a token or session.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import type { Router } from '../../api/api.ts';
import { MAX_SAMPLE_BYTES } from '../../contract/sample-limits.ts';
import { EngineError } from '../../failures/engine-error.ts';
import type { Log } from '../../host.ts';
import { sendPage, sendProblem } from './answer.ts';
import { refuseForeign, refuseUnknown } from './check-request.ts';
import { isLoopback, toUrlHost } from './loopback.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { findFile, sendFile } from './static-files.ts';

export interface HttpServerNeeds {
  readonly router: Router;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Other addresses than loopback ones are refused unless told. */
  readonly allowRemote: boolean;
  /** A new one is made when absent. */
  readonly token?: string | undefined;
  /** The folder of the console's pages; null: there are none. */
  readonly pages: string | null;
  readonly log: Log;
}

export interface HttpServer {
  /** `http://127.0.0.1:8008`, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** A link that signs a browser in, once. */
  createLink(): string;
  /** Stops listening, ends streams and calls, closes connections. */
  close(): Promise<void>;
}

const RPC = '/rpc';
const SIGN_IN = '/sign-in';
/** Everything but a sample fits many times over. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** The one procedure that takes a file; its form adds a little to the file. */
const UPLOAD = '/rpc/mapping/infer';
const MAX_UPLOAD_BYTES = MAX_SAMPLE_BYTES + 64 * 1024;
const HEAD_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 120_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 200;

/** Listens when it resolves; throws EngineError `usage` where the address is not allowed, taken or unknown. */
export async function startHttpServer(needs: HttpServerNeeds): Promise<HttpServer> {
  const { host, allowRemote } = needs;
  if (!allowRemote && !isLoopback(host)) throw remoteRefused(host);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES });
  server.headersTimeout = HEAD_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const sessions = createSessions(needs.token, () => portOf(server));
  const handle = createHandler(needs, sessions, () => portOf(server));
  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A caller that hangs up in the middle is nobody's mistake.
      if (!response.destroyed)
        needs.log.error('A request failed unexpectedly', { path: pathOf(request), error: String(error) });
      sendProblem(response, {
        status: 500,
        title: 'Unexpected',
        detail: 'Something went wrong. The log has the details.',
      });
    });
  });
  await listen(server, needs);
  const url = `http://${toUrlHost(host)}:${portOf(server)}`;
  return {
    url,
    token: sessions.token,
    createLink: () => `${url}${SIGN_IN}?key=${sessions.createLinkKey()}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      // Streams never end by themselves; what they show is in the store.
      server.closeAllConnections();
      await closed;
    },
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createHandler({ router, host, pages }: HttpServerNeeds, sessions: Sessions, port: () => number): Handle {
  const rpc = new RPCHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES })] });
  const upload = new RPCHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: MAX_UPLOAD_BYTES })] });
  return async (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const { method = 'GET', headers } = request;
    const path = pathOf(request);
    const foreign = refuseForeign({ method, headers }, { host, port: port() });
    if (foreign !== null) {
      sendProblem(response, foreign);
      return;
    }
    if (path === SIGN_IN && method === 'GET') {
      signIn(request, response, sessions);
      return;
    }
    const unknown = refuseUnknown({ method, headers }, sessions);
    if (unknown !== null) {
      if (method === 'GET' && headers.accept?.includes('text/html') === true)
        sendPage(response, { ...unknown, text: unknown.detail.replaceAll('"', '') });
      else sendProblem(response, unknown);
      return;
    }
    if (path === RPC || path.startsWith(`${RPC}/`)) {
      response.setHeader('cache-control', 'no-store');
      const handler = path === UPLOAD ? upload : rpc;
      const { matched } = await handler.handle(request, response, { prefix: RPC, context: {} });
      if (!matched) sendProblem(response, notFound('There is no such procedure.'));
      return;
    }
    await servePage({ method, path, response, pages });
  };
}

/** A page and not a redirect: the browser then comes back from this very site and brings the strict cookie along. */
function signIn(request: IncomingMessage, response: ServerResponse, sessions: Sessions): void {
  const key = new URL(request.url ?? '/', 'http://localhost').searchParams.get('key') ?? '';
  const cookie = sessions.redeem(key);
  if (cookie === null) {
    const text = 'This link was used already, or is not one of this server. Start syncflow serve again for a new one.';
    sendPage(response, { status: 401, title: 'Not signed in', text });
    return;
  }
  response.setHeader('set-cookie', sessions.toCookie(cookie));
  sendPage(response, { status: 200, title: 'SyncFlow', text: 'Signed in. Opening the console.', next: '/' });
}

interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly response: ServerResponse;
  readonly pages: string | null;
}

async function servePage({ method, path, response, pages }: PageRequest): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    sendProblem(response, { status: 405, title: 'Not allowed', detail: 'Pages can only be read.' });
    return;
  }
  if (pages === null) {
    const text = 'This server has no pages of the console. Its procedures are served at /rpc.';
    sendPage(response, { status: 404, title: 'No pages', text });
    return;
  }
  const file = await findFile(pages, path);
  if (file === null) sendProblem(response, notFound('There is no such page.'));
  else await sendFile(response, file, method);
}

function notFound(detail: string) {
  return { status: 404, title: 'Not found', detail };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/s, '');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function listen(server: Server, { host, port }: HttpServerNeeds): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on (${code})`;
    const sentence = `The server cannot start: ${toUrlHost(host)}:${port} ${why}. Choose another with --port (0 for any free one) or --host.`;
    throw new EngineError('usage', sentence, { details: { setting: 'server.port', host, port }, cause });
  }
}

function remoteRefused(host: string): EngineError {
  const sentence = `The server would be reachable from other computers at ${host}, without encryption. Use 127.0.0.1, or say --allow-remote if that is what you want.`;
  return new EngineError('usage', sentence, { details: { setting: 'server.host', host } });
}
