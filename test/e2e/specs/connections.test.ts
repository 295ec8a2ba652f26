// Connections: a bad one is explained step by step, a good one is saved and in force.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { sendJson, startTestServer } from '../../engine/clients/test-server.ts';
import { useStation } from '../support/use-station.ts';

const use = useStation({ state: 'synced', isPerTest: true });

const TLS = new URL('../../engine/clients/tls/', import.meta.url);
const pem = (name: string): string => readFileSync(new URL(name, TLS), 'utf8');
const SERVER_TLS = { cert: pem('server.pem'), key: pem('server.key.pem') };
const PLANT_CA = fileURLToPath(new URL('plant-ca.pem', TLS));

const card = (page: Page, name = 'ScheduleHub'): Locator => page.getByRole('region', { name, exact: true });

interface Typed {
  readonly Address?: string;
  readonly Password?: string;
}

/** Types into the card, tests, and answers the steps as `The name is known: failed`. */
async function test(page: Page, typed: Typed): Promise<{ steps: readonly string[]; failure: string }> {
  for (const [label, value] of Object.entries(typed)) await card(page).getByLabel(label).fill(String(value));
  await card(page).getByRole('button', { name: 'Test ScheduleHub' }).click();
  const list = card(page).getByRole('list', { name: 'Test of ScheduleHub' });
  await list.waitFor({ timeout: 30_000 });
  const items = await list.getByRole('listitem').allInnerTexts();
  const lines = items.map((text) => text.split('\n').map((line) => line.trim()));
  return {
    steps: lines.map(([first = '']) => first),
    failure: lines.find(([first = '']) => first.endsWith('failed'))?.[1] ?? '',
  };
}

describe('a connection that does not work', () => {
  it.each([
    [
      'a name that nobody knows',
      { Address: 'http://no-such-host.invalid/api/v1', Password: 'secret' },
      'The name is known',
      'no-such-host',
    ],
    [
      'a port where nobody listens',
      { Address: 'http://127.0.0.1:9/api/v1', Password: 'secret' },
      'The server can be reached',
      '127.0.0.1:9',
    ],
    ['a password that is refused', { Password: 'secret' }, 'The login is accepted', 'password'],
  ])('is explained: %s', async (_name, typed, step, reason) => {
    const { page } = await use.open('/connections');
    const { steps, failure } = await test(page, typed);
    expect(steps).toHaveLength(6);
    expect(steps).toContain(`${step}: failed`);
    // What comes after was not tried, and nothing before it failed.
    expect(steps.slice(steps.indexOf(`${step}: failed`) + 1).every((line) => line.endsWith('not tried'))).toBe(true);
    expect(failure).toContain(reason);
    expect(failure).not.toContain('secret');
  });

  it('is explained: a certificate that is not trusted, until the authority of the plant is given', async () => {
    const server = await startTestServer({
      tls: SERVER_TLS,
      handle: (_request, response) =>
        sendJson(response, { items: [{ name: 'part', fields: [], parents: [], record_count: 0 }] }),
    });
    const { page } = await use.open('/connections');
    const address = server.baseUrl.replace('127.0.0.1', 'localhost');
    const { steps, failure } = await test(page, { Address: address, Password: 'secret' });
    expect(steps).toContain('The certificate is trusted: failed');
    expect(failure).toContain("plant's certificate");
    await card(page).getByRole('button', { name: 'Proxy and certificate' }).click();
    await card(page).getByLabel("File with the plant's certificates").fill(PLANT_CA);
    expect((await test(page, {})).steps.at(-1)).toBe('The rights suffice: ok');
  });

  it('is explained: a user who may see nothing', async () => {
    const server = await startTestServer({ handle: (_request, response) => sendJson(response, { items: [] }) });
    const { page } = await use.open('/connections');
    const { steps, failure } = await test(page, { Address: server.baseUrl, Password: 'secret' });
    expect(steps.at(-1)).toBe('The rights suffice: failed');
    expect(failure).toContain('Ask who runs it');
  });

  it('names the field at fault when it is saved', async () => {
    const { page, watch } = await use.open('/connections');
    watch.allow(/400/);
    await card(page).getByLabel('Address').fill('schedulehub');
    await card(page).getByRole('button', { name: 'Save ScheduleHub' }).click();
    await card(page).getByText('must be an address that starts with http:// or https://').first().waitFor();
  });
});

describe('a connection that works', () => {
  it('is tested, saved and in force at once, and the password never comes back', async () => {
    const { page } = await use.open('/connections');
    const { schedulehub } = use.station().sandbox;
    const { steps } = await test(page, {
      Address: schedulehub.url.replace('127.0.0.1', 'localhost'),
      Password: schedulehub.password,
    });
    expect(steps.filter((line) => line.endsWith('failed'))).toEqual([]);
    await card(page).getByRole('button', { name: 'Save ScheduleHub' }).click();
    await page.getByText('The connection to ScheduleHub is saved and in force.').waitFor();
    expect(use.station().services().settings.schedulehub.url).toContain('localhost');
    await page.reload();
    await card(page).getByLabel('Password').waitFor();
    expect(await card(page).getByLabel('Password').inputValue()).toBe('');
    expect(await page.content()).not.toContain(schedulehub.password);
  });
});
