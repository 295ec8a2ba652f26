// Whether a request may be answered at all: it names this server, comes from one of its own pages or from a program,
// and proves who it is. Pure but for asking the sessions.

import type { IncomingHttpHeaders } from 'node:http';
import { isOwnHost, isOwnOrigin, type ServerAddress } from './loopback.ts';
import type { Sessions } from './sessions.ts';

export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly title: string;
  readonly detail: string;
}

export interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** Null: it may. Checked for every request, before anything of it is looked at. */
export function refuseForeign({ headers }: RequestHead, address: ServerAddress): Refusal | null {
  const { host, origin } = headers;
  if (!isOwnHost(host, address)) {
    const detail = 'The request calls this server by a name that is not its own. Use the address that it printed.';
    return { status: 403, title: 'Wrong host', detail };
  }
  if (origin !== undefined && !isOwnOrigin(origin, host ?? '')) {
    const detail = 'The request comes from a page of another site. Nothing was done.';
    return { status: 403, title: 'Wrong origin', detail };
  }
  return null;
}

/** Null: it has proved itself. A browser's cookie goes with forged requests too, so that it counts only beside an Origin. */
export function refuseUnknown({ method, headers }: RequestHead, sessions: Sessions): Refusal | null {
  const { authorization, cookie, origin } = headers;
  const proof = sessions.recognize({ authorization, cookie });
  if (proof === null) {
    const detail =
      'The request has no valid token. Programs send "Authorization: Bearer TOKEN"; a browser opens the link that ' +
      '"syncflow serve" printed. Each link works once: start it again for a new one.';
    return { status: 401, title: 'Not signed in', detail };
  }
  const isReading = method === 'GET' || method === 'HEAD';
  if (proof === 'cookie' && !isReading && origin === undefined) {
    return {
      status: 403,
      title: 'No origin',
      detail: 'A browser must say where the request comes from. Nothing was done.',
    };
  }
  return null;
}
