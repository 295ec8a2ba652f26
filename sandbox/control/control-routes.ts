// /__sandbox: the switches of the sandbox for other processes. Open, but only for callers on this machine by its own name.

import { z } from 'zod';
import { faultSchema } from '../http/faults.ts';
import { parseBody } from '../http/auth-routes.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { json, type Request, type Route } from '../http/router.ts';
import { changeSchema } from '../erp-data/change-request.ts';
import { capabilitiesSchema, type Control } from './control.ts';

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** A page in a browser that resolves its own name to this machine is turned away. */
function checkHost(request: Request): void {
  if (LOOPBACK_HOST.test(request.headers.host ?? '')) return;
  throw new HttpProblem(403, 'foreign_host', 'The sandbox is steered from this machine only.');
}

export function createControlRoutes(control: Control): Route[] {
  const routes: Route[] = [
    {
      method: 'POST',
      pattern: '/__sandbox/changes',
      handle: ({ body }) => json(control.change(parseBody(changeSchema, body))),
    },
    {
      method: 'GET',
      pattern: '/__sandbox/ledger',
      handle: ({ query }) => json({ items: control.ledger(query.get('api') ?? undefined) }),
    },
    { method: 'GET', pattern: '/__sandbox/faults', handle: () => json({ items: control.faults.get() }) },
    {
      method: 'PUT',
      pattern: '/__sandbox/faults',
      handle: ({ body }) => {
        control.faults.set(parseBody(z.strictObject({ items: z.array(faultSchema) }), body).items);
        return json({ items: control.faults.get() });
      },
    },
    { method: 'GET', pattern: '/__sandbox/stats', handle: () => json(control.stats()) },
    {
      method: 'PUT',
      pattern: '/__sandbox/capabilities',
      handle: ({ body }) => {
        const { api, ...capabilities } = parseBody(capabilitiesSchema, body);
        control.setCapabilities(api, capabilities);
        return json({ api });
      },
    },
    {
      method: 'POST',
      pattern: '/__sandbox/expire-tokens',
      handle: () => {
        control.expireTokens();
        return { status: 204 };
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      checkHost(request);
      return route.handle(request);
    },
  }));
}
