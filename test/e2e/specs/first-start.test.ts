// A newcomer, from nothing to records in ScheduleHub, offline on one computer.

import { describe, expect, it } from 'vitest';
import { useStation } from '../support/use-station.ts';

const LONGEST_MS = 60_000;

describe('the first start', () => {
  const use = useStation({ state: 'new', isPerTest: true });

  it('leads to a finished sync in the sandbox in under a minute, by one click', async () => {
    const startedMs = performance.now();
    const { page } = await use.open();
    await page.getByRole('button', { name: 'Start the sandbox and sync' }).click();
    await page.getByText('The sandbox runs.').waitFor({ timeout: LONGEST_MS });
    const table = page.getByRole('region', { name: 'Entities' }).getByRole('table');
    const rows = table.getByRole('row').filter({ has: page.getByText(/^Completed/) });
    await expect.poll(() => rows.count(), { timeout: LONGEST_MS }).toBe(5);
    const ms = performance.now() - startedMs;
    process.stdout.write(`First start to a finished sync of the sandbox: ${(ms / 1000).toFixed(1)} s\n`);
    expect(ms).toBeLessThan(LONGEST_MS);

    // What the screen says is what ScheduleHub holds.
    await page.getByRole('heading', { name: 'Four steps to the first sync' }).waitFor({ state: 'hidden' });
    const { targets } = await use.station().client.mapping.list_targets({});
    const held = targets.find(({ name }) => name === 'product')?.record_count ?? 0;
    expect(held).toBeGreaterThan(400);
    const product = table
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'product', exact: true }) });
    await product.getByRole('cell', { name: String(held), exact: true }).waitFor();
    await page.getByRole('banner').getByText('Sandbox').waitFor();
  }, 120_000);

  it('offers the plant its own way: four steps, of which the next one stands out', async () => {
    const { page } = await use.open();
    const steps = page.getByRole('region', { name: 'Four steps to the first sync' });
    await steps.getByRole('listitem').first().waitFor();
    expect(await steps.getByRole('listitem').count()).toBe(4);
    await steps.getByRole('button', { name: 'Open connections' }).click();
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
  });
});
