// What lies around every screen: the way in, the rail, the palette, the keys, and what is said when the engine is gone.

import { describe, expect, it } from 'vitest';
import { SCREENS } from '../screens/screens.ts';
import { findAxeProblems } from '../support/find-axe-problems.ts';
import { useStation } from '../support/use-station.ts';

const use = useStation({ state: 'synced' });

/** What a page may say that is not signed in any more: nothing is answered, also not the screens it has not loaded yet. */
const LOST = /401|dynamically imported module|Unable to preload CSS|Refused to apply style/;

describe('the way in', () => {
  it('is a link that works once: a browser without it is told how to come in', async () => {
    const { page, watch } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    // The other screens' styles may be on their way still: without the cookie they are refused too.
    watch.allow(/401|Refused to apply style .* MIME type/);
    await page.context().clearCookies();
    await page.goto(use.station().url);
    await page.getByText('Not signed in').first().waitFor();
    await page.getByText('syncflow serve').first().waitFor();
  });

  it('is lost with the session: the console says so instead of trying for ever', async () => {
    const { page, watch } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    watch.allow(LOST);
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
  });
});

describe('the rail', () => {
  it.each(SCREENS)('leads to %s', async (path, name) => {
    const { page } = await use.open('/settings');
    const link = page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name });
    await link.click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/${path}`);
    expect(await link.getAttribute('aria-current')).toBe('page');
    expect(await page.getByRole('main').isVisible()).toBe(true);
  });

  it('says where somebody is needed', async () => {
    const { page } = await use.open();
    const rail = page.getByRole('navigation', { name: 'Screens' });
    await rail.getByRole('link', { name: /Failed records [\d,]+ failed records/ }).waitFor();
    const { failed_by_status: counts, waiting, held_deletes: held } = await use.station().client.overview.get({});
    const numbers = (text: string): string => text.replaceAll(/\D/g, '');
    const badge = async (name: string): Promise<string> => numbers(await rail.getByRole('link', { name }).innerText());
    expect(await badge('Failed records')).toBe(String(counts.open + counts.exhausted));
    expect(await badge('Waiting children')).toBe(String(waiting));
    expect(await badge('Held deletes')).toBe(String(held));
  });

  it('is reached after the way past it, by the Tab key', async () => {
    const { page } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the content' }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });
});

describe('keys', () => {
  it('open the palette, where a few letters find a screen', async () => {
    const { page } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    const search = page.getByRole('textbox', { name: 'Search for a command' });
    await search.waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await search.fill('waiting');
    await page.getByRole('option', { name: /Waiting children/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Waiting children', level: 1 }).waitFor();
    await search.waitFor({ state: 'hidden' });
  });

  it('lead to screens by number, and are all told by a sheet', async () => {
    const { page } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Control+3');
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog').getByText('Search and commands').waitFor();
    await page.getByRole('dialog').getByText('Go to Failed records').waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('show the log, which follows what the engine does', async () => {
    const { page } = await use.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Control+j');
    const log = page.getByRole('region', { name: 'Log' });
    await log.getByRole('list', { name: 'Log lines' }).waitFor();
    use.station().services().log.info('A line of this test', { entity: 'product' });
    await log.getByText('A line of this test').waitFor();
    await page.keyboard.press('Control+j');
    await log.waitFor({ state: 'hidden' });
  });
});

describe('the engine', () => {
  const CUT = /ERR_(CONNECTION|EMPTY|INCOMPLETE|INTERNET|NETWORK)|Failed to fetch|network error/;

  it('may be out of reach for a while: the console says what is safe, and goes on by itself', async () => {
    const { page, watch } = await use.open();
    await page.getByText('Engine ready').waitFor();
    watch.allow(CUT);
    await page.context().setOffline(true);
    await page.getByRole('banner').getByText('Engine not reachable').waitFor({ timeout: 30_000 });
    await page.getByText('What was sent is safe').waitFor();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await findAxeProblems(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('Engine ready').waitFor();
    await page.getByText('What was sent is safe').waitFor({ state: 'hidden' });
  });

  it('may start anew at the same address: the console asks for the new link, which opens it again', async () => {
    const { page, watch } = await use.open('/runs');
    await page.getByText('Engine ready').waitFor();
    watch.allow(CUT);
    // The new process knows nothing of the sessions of the old one.
    watch.allow(LOST);
    await use.station().stopEngine();
    await page.getByRole('banner').getByText('Engine not reachable').waitFor({ timeout: 30_000 });
    await use.station().startEngine();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await page.goto(use.station().createLink());
    await page.getByText('Engine ready').waitFor();
  });
});
