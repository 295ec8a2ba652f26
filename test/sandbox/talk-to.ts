// Checks answers of a server against its OpenAPI file, and remembers which documented answers were seen.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { SandboxServer } from '../../sandbox/create-sandbox.ts';
import { connect, type CallOptions, type RawAnswer } from './sandbox-client.ts';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const METHODS = ['get', 'post', 'put', 'delete'];
const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** One OpenAPI file: checks answers against it and remembers which documented answers it has seen. */
function createContract(name: string) {
  const file = new URL(`../../sandbox/contracts/${name}.openapi.yaml`, import.meta.url);
  const document = parse(readFileSync(file, 'utf8')) as OpenApi; // the contract's own shape, read only as far as here
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, name);
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) =>
      Object.keys(operations[method]?.responses ?? {}).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  const seen = new Set<string>();
  const problems = (reference: string, value: unknown): unknown => {
    const validate = ajv.getSchema(`${name}#${reference}`);
    if (validate === undefined) throw new TypeError(`no schema at ${reference}`);
    return validate(value) === true ? null : validate.errors;
  };
  const schemaOf = (method: string, path: string, status: number): string | null => {
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
    const text = JSON.stringify(response ?? {});
    if (text.includes('#/components/responses/Problem')) return pointer('components', 'schemas', 'Problem');
    if (text.includes('#/components/responses/Batch')) return pointer('components', 'schemas', 'BatchResult');
    if (!text.includes('application/json')) return null;
    const at = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    return pointer(...at);
  };
  return {
    unseen: () => documented.filter((one) => !seen.has(one)),
    check: (method: string, path: string, answer: RawAnswer): void => {
      seen.add(`${method} ${path} ${answer.status}`);
      if (answer.status >= 400) {
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(problems(pointer('components', 'schemas', 'Problem'), answer.body)).toBeNull();
      }
      const schema = schemaOf(method, path, answer.status);
      if (schema !== null) expect(problems(schema, answer.body)).toBeNull();
    },
  };
}

export interface Talk {
  readonly contract: ReturnType<typeof createContract>;
  /** Calls with the path's parameters filled in, checks the answer against the contract, and expects the status. */
  readonly ask: (expected: number, request: string, options?: CallOptions & { params?: object }) => Promise<unknown>;
}

export async function talkTo(name: string, server: SandboxServer): Promise<Talk> {
  const contract = createContract(name);
  const client = await connect(server);
  return {
    contract,
    ask: async (expected, request, { params = {}, ...options } = {}) => {
      const [method = '', template = ''] = request.split(' ');
      const [path = '', query] = template.split('?');
      const filled = Object.entries(params).reduce(
        (text, [key, value]) => text.replace(`{${key}}`, String(value)),
        path,
      );
      const answer = await client.call(method, query === undefined ? filled : `${filled}?${query}`, options);
      expect({ status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({ status: expected });
      contract.check(method, path, answer);
      return answer.body;
    },
  };
}

export const SIGN_OUT = { headers: { authorization: '' } };

/** The three paths that both contracts share. */
export async function signInAndOut({ ask }: Talk, { username, password }: SandboxServer): Promise<void> {
  await ask(200, 'GET /health', SIGN_OUT);
  await ask(401, 'POST /auth/login', { body: { username, password: 'wrong' } });
  await ask(400, 'POST /auth/login', { body: '{"username":' });
  const pair = await ask(200, 'POST /auth/login', { body: { username, password } });
  const { refresh_token } = pair as { refresh_token: string }; // checked against the contract just now
  await ask(200, 'POST /auth/refresh', { body: { refresh_token } });
  await ask(401, 'POST /auth/refresh', { body: { refresh_token } });
}
