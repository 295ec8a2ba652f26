// One loopback HTTP server: routes below /api/v1 behind tokens and faults, control routes below /__sandbox behind neither.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Fault, Faults, FaultServer } from './faults.ts';
import { HttpProblem, toProblemBody } from './http-problem.ts';
import { createRouter, type Answer, type Match, type Route } from './router.ts';
import type { StatsCounter } from './stats.ts';
import type { TokenService } from './token-service.ts';

const API_PREFIX = '/api/v1';

export interface HttpServerOptions {
  readonly name: FaultServer;
  /** 0 takes a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly controlRoutes: readonly Route[];
  readonly tokens: TokenService;
  readonly faults: Faults;
  readonly stats: StatsCounter;
  readonly maxBodyBytes: number;
}

export interface HttpServer {
  /** `http://127.0.0.1:8010` */
  readonly origin: string;
  close(): Promise<void>;
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    // A request without setEncoding gives Buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    // Reads on to the end all the same: a client that is still sending would not see the answer.
    if (bytes <= maxBytes) chunks.push(buffer);
  }
  if (bytes > maxBytes) throw new HttpProblem(413, 'body_too_large', `The body is larger than ${maxBytes} bytes.`);
  return Buffer.concat(chunks, bytes).toString('utf8');
}

function refusalOf(fault: Fault): HttpProblem | null {
  const headers = (after: number | string | undefined): Record<string, string> =>
    after === undefined ? {} : { 'retry-after': String(after) };
  switch (fault.kind) {
    case 'rate_limited':
      return new HttpProblem(429, 'rate_limited', { text: 'Too many requests.', headers: headers(fault.retry_after) });
    case 'unavailable':
      return new HttpProblem(503, 'erp_unavailable', {
        text: 'The system behind does not answer.',
        headers: headers(fault.retry_after),
      });
    case 'server_error':
      return new HttpProblem(500, 'internal_error', 'Something broke inside.');
    default:
      return null;
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function toOutcome(answer: Answer): Outcome {
  if (answer.body === undefined) return { status: answer.status, headers: {}, body: Buffer.alloc(0) };
  return {
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(answer.body),
  };
}

function toProblemOutcome(error: unknown): Outcome {
  const problem =
    error instanceof HttpProblem
      ? error
      : new HttpProblem(500, 'internal_error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  return {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': 'application/problem+json; charset=utf-8' },
    body: Buffer.from(toProblemBody(problem)),
  };
}

/** Sends the outcome, or what the faults leave of it. */
function send(response: ServerResponse, outcome: Outcome, faults: readonly Fault[]): void {
  const kinds = new Set(faults.map((fault) => fault.kind));
  if (kinds.has('reset_after')) {
    response.socket?.destroy();
    return;
  }
  if (kinds.has('timeout_after')) return;
  if (kinds.has('not_json')) {
    const page = '<html><body><h1>Gateway maintenance</h1></body></html>';
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': page.length }).end(page);
    return;
  }
  const half = outcome.body.subarray(0, outcome.body.length >> 1);
  const body = kinds.has('cut_json') ? half : outcome.body;
  const headers = outcome.status === 204 ? outcome.headers : { ...outcome.headers, 'content-length': body.length };
  response.writeHead(outcome.status, headers);
  if (kinds.has('truncated')) {
    response.write(half, () => response.socket?.destroy());
    return;
  }
  response.end(body);
}

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { stats, faults, tokens } = options;
  const findApiRoute = createRouter(options.routes);
  const findControlRoute = createRouter(options.controlRoutes);
  const closing = new AbortController();
  const sockets = new Set<Socket>();

  const runHandler = async (incoming: IncomingMessage, url: URL, match: Match, taken: readonly Fault[]) =>
    match.route.handle({
      method: incoming.method ?? 'GET',
      path: url.pathname,
      params: match.params,
      query: url.searchParams,
      headers: incoming.headers,
      body: await readBody(incoming, options.maxBodyBytes),
      faults: taken,
    });

  const answerApi = async (incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const path = url.pathname.slice(API_PREFIX.length);
    const taken = faults.take(options.name, path);
    let outcome: Outcome;
    try {
      const match = findApiRoute(incoming.method ?? 'GET', path);
      stats.request(`${match.route.method} ${match.route.pattern}`);
      for (const fault of taken) {
        if (fault.kind === 'latency') await delay(fault.ms, closing.signal);
        if (fault.kind === 'expire_tokens') tokens.revokeAccessTokens();
        if (fault.kind === 'reset_before') {
          response.socket?.destroy();
          return;
        }
        const refusal = refusalOf(fault);
        if (refusal !== null) throw refusal;
      }
      if (match.route.isOpen !== true) await tokens.verify(incoming.headers.authorization);
      outcome = toOutcome(await runHandler(incoming, url, match, taken));
    } catch (error) {
      outcome = toProblemOutcome(error);
    }
    stats.answer(outcome.status);
    send(response, outcome, taken);
  };

  const answerControl = async (incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    let outcome: Outcome;
    try {
      const match = findControlRoute(incoming.method ?? 'GET', url.pathname);
      outcome = toOutcome(await runHandler(incoming, url, match, []));
    } catch (error) {
      outcome = toProblemOutcome(error);
    }
    send(response, outcome, []);
  };

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const isApi = url.pathname.startsWith(`${API_PREFIX}/`);
    void (isApi ? answerApi : answerControl)(incoming, response, url);
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
