// What is behind the screens: an editor, a record, a run, a dialog. Looked at and photographed like the screens themselves.

import type { Page } from 'playwright';
import { slowSource, syncToEnd } from '../support/seed.ts';
import { untilSettled } from '../support/settled.ts';
import type { ScreenState } from './screens.ts';

/** Opens the row of a grid and waits until all of it is there. */
async function openRow(page: Page, grid: string, row: number): Promise<void> {
  await untilSettled(page);
  await page.getByRole('grid', { name: grid, exact: true }).getByRole('row').nth(row).click();
  await untilSettled(page);
}

export const OPENED_SCREENS: readonly ScreenState[] = [
  {
    screen: 'editor',
    state: 'full',
    station: 'synced',
    place: '/entities/product',
    isChanging: true,
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('button', { name: 'Pin rows from APISmith' }).first().click();
      await page.getByText('Nothing to preview yet').waitFor({ state: 'detached', timeout: 30_000 });
      await untilSettled(page);
    },
  },
  {
    screen: 'editor',
    state: 'versions',
    station: 'synced',
    place: '/entities/product',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('tab', { name: 'Versions' }).click();
      await untilSettled(page);
    },
  },
  {
    screen: 'editor',
    state: 'new',
    station: 'empty',
    place: '/entities',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('button', { name: 'New entity' }).first().click();
      await page.getByRole('radio', { name: /From a file/ }).waitFor();
    },
  },
  {
    screen: 'run',
    state: 'full',
    station: 'synced',
    place: '/runs',
    arrive: (page) => openRow(page, 'Runs', 1),
  },
  {
    screen: 'run',
    state: 'live',
    station: 'synced',
    place: '/runs',
    isChanging: true,
    prepare: async (_page, station) => {
      slowSource(station, 1500);
      await station.client.sync.start({ entities: ['purchase_order_line'], sync_type: 'full' });
    },
    arrive: async (page) => {
      const card = page.getByRole('article', { name: 'Run of purchase_order_line' });
      await card.getByText('Reading and sending').waitFor({ timeout: 20_000 });
      await card.getByText('rows/s').first().waitFor({ timeout: 20_000 });
    },
  },
  { screen: 'run', state: 'start', station: 'synced', place: '/runs?start=all', arrive: untilSettled },
  {
    screen: 'dry-run',
    state: 'full',
    station: 'synced',
    place: '/runs',
    isChanging: true,
    prepare: async (_page, station) => {
      await syncToEnd(station, ['product'], { sync_type: 'full', dry_run: true });
    },
    arrive: async (page) => {
      await openRow(page, 'Runs', 1);
      await page.getByText(/^Previewed: /).waitFor({ timeout: 30_000 });
      await openRow(page, 'Records that would change', 2);
    },
  },
  {
    screen: 'failed',
    state: 'record',
    station: 'synced',
    place: '/failed?view=records&code=impossible_date',
    arrive: (page) => openRow(page, 'Failed records', 1),
  },
  {
    screen: 'failed',
    state: 'retry',
    station: 'synced',
    place: '/failed',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('button', { name: /^Retry all/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    screen: 'failed',
    state: 'filtered-empty',
    station: 'synced',
    place: '/failed?search=no+such+key',
    arrive: untilSettled,
  },
  {
    screen: 'waiting',
    state: 'parent',
    station: 'synced',
    place: '/waiting',
    arrive: (page) => openRow(page, 'Missing parents', 1),
  },
  {
    screen: 'connections',
    state: 'tested',
    station: 'synced',
    place: '/connections',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('button', { name: 'Test APISmith' }).click();
      await page.getByRole('list', { name: 'Test of APISmith' }).waitFor({ timeout: 30_000 });
    },
  },
  { screen: 'settings', state: 'log', station: 'synced', place: '/settings?tab=log', arrive: untilSettled },
  {
    screen: 'settings',
    state: 'diagnostics',
    station: 'synced',
    place: '/settings?tab=diagnostics',
    arrive: untilSettled,
  },
  {
    screen: 'palette',
    state: 'full',
    station: 'synced',
    place: '/overview',
    arrive: async (page) => {
      await untilSettled(page);
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('What do you want to do?').fill('start');
    },
  },
];
