// Health, login and refresh: the same three paths in both contracts.

import { z } from 'zod';
import { HttpProblem } from './http-problem.ts';
import { json, type Route } from './router.ts';
import type { TokenService } from './token-service.ts';

const loginSchema = z.object({ username: z.string(), password: z.string() });
const refreshSchema = z.object({ refresh_token: z.string() });

/** Reads a JSON body against a schema; 400 with what is wrong and where. */
export function parseBody<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not JSON: ${String(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HttpProblem(400, 'invalid_request', z.prettifyError(parsed.error));
  return parsed.data;
}

export function createAuthRoutes(tokens: TokenService): Route[] {
  return [
    { method: 'GET', pattern: '/health', isOpen: true, handle: () => json({ status: 'healthy' }) },
    {
      method: 'POST',
      pattern: '/auth/login',
      isOpen: true,
      handle: async ({ body }) => {
        const { username, password } = parseBody(loginSchema, body);
        return json(await tokens.login(username, password));
      },
    },
    {
      method: 'POST',
      pattern: '/auth/refresh',
      isOpen: true,
      handle: async ({ body }) => json(await tokens.refresh(parseBody(refreshSchema, body).refresh_token)),
    },
  ];
}
