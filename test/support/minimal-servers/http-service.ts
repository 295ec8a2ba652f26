// What both servers share: HTTP on a free port, tokens, problems.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { readJson, writeJson } from './exact-numbers.ts';

/** How freely a server uses the room that its contract leaves. */
export interface Manners {
  /** Optional members of answers: as a talkative server sends them, as null, or not at all. */
  readonly optional: 'sent' | 'null' | 'left_out';
  /** Members that the contract does not know, in every object. */
  readonly hasExtras: boolean;
  readonly upperCaseUuids: boolean;
  /** Errors come as a web page instead of a problem document. */
  readonly problemsAreHtml: boolean;
}

export interface Call {
  readonly method: string;
  /** Below /api/v1, decoded, without query. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: () => unknown;
}

/** A body of null is an empty 204. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export interface HttpService {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  close(): Promise<void>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

/** Optional members in the manner of the server. */
export function optional(manners: Manners, members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (manners.optional === 'sent') return { ...members };
  if (manners.optional === 'left_out') return {};
  return Object.fromEntries(Object.keys(members).map((name) => [name, null]));
}

export function extras(manners: Manners): Record<string, unknown> {
  return manners.hasExtras ? { x_vendor: { node: 'n-7', hops: [1, 2] }, x_note: 'unknown to the contract' } : {};
}

export function newUid(manners: Manners): string {
  return manners.upperCaseUuids ? randomUUID().toUpperCase() : randomUUID();
}

export async function startHttpService(
  manners: () => Manners,
  answer: (call: Call) => Reply | Promise<Reply>,
): Promise<HttpService> {
  const tokens = new Set<string>();
  const username = 'syncflow';
  const password = randomUUID();
  const issue = (): Reply => {
    const [access, refresh] = [toJwt(), randomUUID()];
    tokens.add(access).add(refresh);
    const pair = { access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: 900 };
    return ok({ ...pair, ...extras(manners()) });
  };
  const route = async (call: Call): Promise<Reply> => {
    const path = call.path.join('/');
    if (path === 'health') return ok({ status: 'healthy' });
    if (path === 'auth/login') {
      const login = call.json() as { username?: string; password?: string };
      if (login.username === username && login.password === password) return issue();
      throw new Problem(401, 'bad_login', 'Unknown user or wrong password.');
    }
    if (path === 'auth/refresh') {
      const { refresh_token: token } = call.json() as { refresh_token?: string };
      if (tokens.delete(token ?? '')) return issue();
      throw new Problem(401, 'token_expired', 'This refresh token was used already.');
    }
    if (!tokens.has(call.headers.authorization?.replace(/^Bearer /, '') ?? '')) {
      throw new Problem(401, 'token_expired', 'A valid token is needed.');
    }
    return answer(call);
  };
  const server = createServer((request, response) => {
    void readCall(request)
      .then(route)
      .catch((error: unknown) => toReply(error, manners()))
      .then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api/v1`, username, password, close: () => closeServer(server) };
}

function toJwt(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'syncflow', jti: randomUUID(), iat: now, exp: now + 900 })}.c2ln`;
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = url.pathname
    .replace(/^\/api\/v1\//, '')
    .split('/')
    .map(decodeURIComponent);
  const json = (): unknown => {
    try {
      return readJson(text);
    } catch {
      throw new Problem(400, 'bad_json', 'The body is not JSON.');
    }
  };
  return { method: request.method ?? 'GET', path, query: url.searchParams, headers: request.headers, text, json };
}

function toReply(error: unknown, manners: Manners): Reply {
  const problem = error instanceof Problem ? error : new Problem(500, 'broken', String(error));
  if (manners.problemsAreHtml) return { status: problem.status, body: `<html><h1>${problem.status}</h1></html>` };
  const { status, code, message } = problem;
  const more = optional(manners, { detail: message, code });
  // A null is no string: what the contract types as string is sent or left out.
  const sent = manners.optional === 'null' ? {} : more;
  return { status, body: { type: 'about:blank', title: 'Error', status, ...sent, ...extras(manners) } };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  if (body === null) {
    response.writeHead(204).end();
    return;
  }
  const isPage = typeof body === 'string';
  const type = isPage ? 'text/html' : status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type }).end(isPage ? body : writeJson(body));
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
