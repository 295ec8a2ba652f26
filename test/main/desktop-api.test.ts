// The desktop contract refuses every bad input and names the field; what fails unexpectedly leaves only an id.

import { createRouterClient } from '@orpc/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { desktopContract } from '../../main/contract/desktop-contract.ts';
import { createDesktopRouter, type DesktopApiNeeds } from '../../main/desktop-api.ts';
import { createLatest } from '../../main/latest.ts';
import { inputOf, listProcedures } from '../contract/contract-procedures.ts';
import { badInputs, unbounded } from '../contract/schema-inputs.ts';
import { silentLog } from '../support/test-engine.ts';
import type { Refused } from '../support/test-api.ts';

let logged: unknown[];
beforeEach(() => {
  logged = [];
});

/** Answers only what these tests ask for; a part that is asked although it should not be fails by name. */
function routerWith(parts: Partial<DesktopApiNeeds>) {
  const lacking = new Proxy({}, { get: (_target, name) => expect.unreachable(`asked for ${String(name)}`) });
  const names = ['engine', 'preferences', 'secrets', 'diagnostics', 'navigation', 'describeApp', 'openLink'];
  const needs = {
    ...Object.fromEntries(names.map((name) => [name, lacking])),
    log: { ...silentLog, error: (...parameters: unknown[]) => logged.push(parameters) },
    newUid: () => 'the-id',
    ...parts,
  };
  return createRouterClient(createDesktopRouter(needs as DesktopApiNeeds));
}

async function refusalOf(call: Promise<unknown>): Promise<Refused> {
  const outcome: unknown = await call.then(
    () => 'answered',
    (error: unknown) => error,
  );
  expect(outcome).not.toBe('answered');
  return outcome as Refused;
}

const procedures = listProcedures(desktopContract);

describe.each(procedures.map((one) => [one.name, one] as const))('%s', (name, one) => {
  const schema = inputOf(one);

  it('has an upper bound for every text and list', () => {
    expect(unbounded(schema)).toEqual([]);
  });

  it('refuses every bad input and names the field', async () => {
    const client = routerWith({}) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
    const [subject = '', action = ''] = name.split('.');
    const cases = badInputs(schema);
    expect(cases.length).toBeGreaterThan(1);
    for (const { what, path, input } of cases) {
      const { code, data } = await refusalOf(client[subject]?.[action]?.(input) ?? Promise.resolve());
      expect({ what, code }).toEqual({ what, code: 'BAD_REQUEST' });
      const fields = (data.fields as { readonly path: string }[]).map((field) => field.path);
      expect(
        fields.some((field) => field.startsWith(path)),
        `${what} names ${fields.join(', ')}`,
      ).toBe(true);
    }
  });
});

describe('an error that nobody expected', () => {
  it('stays in the log; only its id goes out', async () => {
    const client = routerWith({ describeApp: () => Promise.reject(new Error('at /home/ops: canary')) });
    const { code, message, data } = await refusalOf(client.app.info({}));

    expect(code).toBe('INTERNAL_SERVER_ERROR');
    expect(data).toEqual({ error_id: 'the-id' });
    expect(message).not.toContain('canary');
    expect(JSON.stringify(logged)).toContain('canary');
  });
});

describe('a wish that this computer cannot grant', () => {
  it('is refused with the reason', async () => {
    // Safe: the only question that is asked.
    const secrets = { protect: () => Promise.resolve(false) } as unknown as DesktopApiNeeds['secrets'];
    const { code, defined, message } = await refusalOf(
      routerWith({ secrets }).secrets.protect({ protection: 'protected' }),
    );

    expect({ code, defined }).toEqual({ code: 'UNPROCESSABLE_CONTENT', defined: true });
    expect(message).toMatch(/no key store that protects passwords\. Nothing was changed\./);
    expect(logged).toEqual([]);
  });
});

describe('where the page is to go', () => {
  it('is told once', async () => {
    const navigation = createLatest<string | null>('/failed');
    const client = routerWith({ navigation });
    const pages = await client.app.watch_navigation({});
    expect((await pages.next()).value).toEqual({ path: '/failed' });
    await pages.return(undefined);

    expect(navigation.get()).toBeNull();
  });
});
