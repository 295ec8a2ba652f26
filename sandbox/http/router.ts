// Routes: a method and a path pattern to a handler.

import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from './faults.ts';
import { HttpProblem } from './http-problem.ts';

export interface Request {
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The faults that disturb this request. */
  readonly faults: readonly Fault[];
}

export interface Answer {
  readonly status: number;
  /** JSON text; none for 204. */
  readonly body?: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/apis/{slug}/execute` */
  readonly pattern: string;
  /** Needs no access token. */
  readonly isOpen?: boolean;
  readonly handle: (request: Request) => Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** An answer with a JSON body. */
export function json(value: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(value) };
}

/** Finds the route; throws 404 for an unknown path, 405 for a known path with another method. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const compiled = routes.map((route) => ({
    route,
    names: [...route.pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
    pattern: new RegExp(`^${route.pattern.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
  }));
  return (method, path) => {
    const hits = compiled.filter(({ pattern }) => pattern.test(path));
    if (hits.length === 0) throw new HttpProblem(404, 'not_found', `There is nothing at ${path}.`);
    const hit = hits.find(({ route }) => route.method === method);
    if (hit === undefined) {
      const allow = hits.map(({ route }) => route.method).join(', ');
      throw new HttpProblem(405, 'method_not_allowed', { text: `${path} takes ${allow}.`, headers: { allow } });
    }
    const values = (hit.pattern.exec(path) ?? []).slice(1);
    return {
      route: hit.route,
      params: Object.fromEntries(hit.names.map((name, at) => [name, decode(values[at] ?? '')])),
    };
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw new HttpProblem(400, 'invalid_path', 'The path holds a broken % sequence.');
    throw error;
  }
}
