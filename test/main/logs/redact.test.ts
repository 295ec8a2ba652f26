// What is taken out of everything that is written.

import { describe, expect, it } from 'vitest';
import { createRedact } from '../../../main/logs/redact.ts';

const CANARY = 'canary-5ecret';

describe('redaction', () => {
  it.each<[string, unknown]>([
    ['a field', { password: CANARY }],
    ['a field with a longer name', { apismithPassword: CANARY, access_token: CANARY, 'X-Api-Key': CANARY }],
    ['a field deep inside', { a: [{ b: { c: { Authorization: CANARY } } }] }],
    ['a number under a secret name', { token: 123_456 }],
    ['an address', `postgres://sync:${CANARY}@db.example/x`],
    ['a header', `Authorization: Bearer ${CANARY}`],
    ['a header of the other kind', `authorization: Basic ${Buffer.from(`u:${CANARY}`).toString('base64')}`],
    ['a web token', `got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${CANARY} back`],
    ['a query', `GET /x?user=a&password=${CANARY}&b=1`],
    ['JSON in a text', `{"user":"a","password":"${CANARY}"}`],
    ['a setting in a text', `SYNCFLOW_APISMITH_PASSWORD='${CANARY}'`],
    ['an error', new Error(`login with password=${CANARY} refused`)],
  ])('takes out %s', (_name, value) => {
    const text = JSON.stringify(createRedact()(value));
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain('123456');
    expect(text).toContain('***');
  });

  it.each([
    ['as it is', 'a"b c+d-secret'],
    ['in an address', encodeURIComponent('a"b c+d-secret')],
    ['in JSON', JSON.stringify('a"b c+d-secret')],
  ])('takes out a password the host knows, %s', (_name, text) => {
    const redact = createRedact(() => ['a"b c+d-secret']);
    expect(redact(`said ${text}.`)).not.toMatch(/secret/);
  });

  it('leaves alone what is none', () => {
    const value = { entity: 'part', rows: 12, hasPassword: true, token: null, at: 'https://erp.example/api?page=2' };
    expect(createRedact(() => ['abc'])(value)).toEqual(value);
  });

  it('ends in what contains itself', () => {
    const loop: Record<string, unknown> = { password: CANARY };
    loop['self'] = loop;
    expect(JSON.stringify(createRedact()(loop))).not.toContain(CANARY);
  });
});
