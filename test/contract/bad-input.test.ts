// Every procedure refuses malformed, oversized and unknown input, and names the field: cases made from the schemas.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../engine/contract/contract.ts';
import { createTestApi, type TestApi } from '../support/test-api.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { inputOf, listProcedures } from './contract-procedures.ts';
import { accepts, badInputs, unbounded, validInput } from './schema-inputs.ts';

const NOBODY = { url: 'http://127.0.0.1:9', username: 'nobody', password: 'nothing' };

let engine: TestEngine;
let test: TestApi;
beforeAll(async () => {
  engine = await createTestEngine({ sandbox: { apismith: NOBODY, schedulehub: NOBODY } });
  test = createTestApi(engine.services);
});
afterAll(async () => {
  await test.close();
  await engine.close();
});

async function call(name: string, input: unknown): Promise<unknown> {
  const [subject = '', action = ''] = name.split('.');
  const client = test.client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  return client[subject]?.[action]?.(input);
}

const procedures = listProcedures(contract);

describe.each(procedures.map((one) => [one.name, one] as const))('%s', (name, one) => {
  const schema = inputOf(one);

  it('takes an input that follows its schema', () => {
    expect(accepts(schema, validInput(schema))).toBe(true);
  });

  it('has an upper bound for every text and list', () => {
    expect(unbounded(schema)).toEqual([]);
  });

  it('refuses every bad input and names the field', async () => {
    const cases = badInputs(schema);
    expect(cases.length).toBeGreaterThan(1);
    for (const { what, path, input } of cases) {
      const { code, defined, data } = await test.refusal(call(name, input));
      expect({ what, code, defined }).toEqual({ what, code: 'BAD_REQUEST', defined: true });
      const named = (data.fields as { readonly path: string }[]).map((field) => field.path);
      expect(
        named.some((field) => field === path || field.startsWith(path)),
        `${what} names ${named.join(', ')}`,
      ).toBe(true);
    }
  });
});

describe('the contract', () => {
  it('has procedures for every subject', () => {
    expect(new Set(procedures.map(({ name }) => name.split('.')[0]))).toEqual(new Set(Object.keys(contract)));
    expect(procedures.length).toBeGreaterThan(45);
  });
});
