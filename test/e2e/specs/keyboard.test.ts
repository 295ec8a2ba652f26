// The main tasks without a mouse: Tab, arrows, Enter and the shortcuts. Mapping by keyboard stands in mapping.test.ts.

import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { keyboardHand } from '../support/hands.ts';
import { slowSource } from '../support/seed.ts';
import { useStation } from '../support/use-station.ts';

/** Finds a command by its name and runs it. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByPlaceholder('What do you want to do?');
  await field.waitFor();
  await page.keyboard.type(name);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
  await field.waitFor({ state: 'detached' });
}

describe('by keyboard alone', () => {
  const use = useStation({ state: 'synced', isPerTest: true });

  it('a sync is started, watched and stopped', async () => {
    const station = use.station();
    slowSource(station, 1500);
    const { page } = await use.open('/overview');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await command(page, 'Start sync of purchase_order_line');
    const panel = page.getByRole('region', { name: 'Start a sync' });
    await panel.getByRole('radio', { name: /^Let SyncFlow decide/ }).press('ArrowDown');
    await panel.getByText('Reads every row of purchase_order_line').waitFor();
    await page.keyboard.press('Control+Enter');
    const card = page.getByRole('article', { name: 'Run of purchase_order_line' });
    await card.getByText('Reading and sending').waitFor({ timeout: 20_000 });
    await keyboardHand(page).press(card.getByRole('button', { name: 'Stop purchase_order_line' }));
    await expect
      .poll(
        async () => {
          const { rows } = await station.client.sync.history({ entity: 'purchase_order_line', limit: 1 });
          return rows[0]?.status;
        },
        { timeout: 20_000 },
      )
      .toBe('cancelled');
  });

  it('a dry run is started and its changes are looked through', async () => {
    const { page } = await use.open('/overview');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await command(page, 'Start dry run of product');
    await page.getByRole('region', { name: 'Start a sync' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Previewed: /).waitFor({ timeout: 30_000 });
    const grid = page.getByRole('grid', { name: 'Records that would change' });
    await keyboardHand(page).press(grid);
    const heading = page.getByRole('complementary', { name: 'Details' }).getByRole('heading').first();
    const first = await heading.innerText();
    await grid.press('ArrowDown');
    await grid.press('Enter');
    await expect.poll(() => heading.innerText()).not.toBe(first);
  });

  it('a failed record is found, edited, retried and delivered', async () => {
    const { client } = use.station();
    const { page } = await use.open('/failed?view=records&entity=product&code=impossible_date');
    const hand = keyboardHand(page);
    await hand.press(page.getByRole('grid', { name: 'Failed records' }));
    const inspector = page.getByRole('complementary', { name: 'Failed record' });
    await inspector.getByRole('heading').first().waitFor();
    const uid = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('uid') ?? '';
    const { field } = await client.failed.get({ uid });
    await hand.press(inspector.getByRole('button', { name: 'Edit', exact: true }));
    await hand.type(inspector.getByRole('textbox', { name: `New value of ${field}` }), '2014-05-29');
    await inspector.getByText('The mapping accepts these values.').waitFor();
    await hand.press(inspector.getByRole('button', { name: 'Save and retry' }));
    await page.getByRole('region', { name: 'Retry' }).getByText('Retry done: 1 record resolved').waitFor();
    expect((await client.failed.get({ uid })).status).toBe('resolved');
  });

  it('held deletes are approved', async () => {
    const { client } = use.station();
    const { page } = await use.open('/deletes');
    const hand = keyboardHand(page);
    await hand.press(page.getByRole('button', { name: 'Approve all 7' }));
    await hand.press(page.getByRole('dialog').getByRole('button', { name: 'Approve 7 deletes' }));
    await page.getByText('7 of 7 approved records deleted in ScheduleHub.').waitFor({ timeout: 30_000 });
    expect((await client.deletes.list({})).total).toBe(0);
  });
});
