// Runs: started, watched, paused, resumed and stopped; looked at before they write; deletes decided by a person.

import type { Locator, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { slowSource, syncToEnd } from '../support/seed.ts';
import { useStation } from '../support/use-station.ts';

const ENTITY = 'purchase_order_line';
const numbersIn = (text: string): readonly number[] =>
  (text.match(/\d[\d,]*/g) ?? []).map((digits) => Number(digits.replaceAll(',', '')));

/** Chooses one entity, everything of it, and starts. */
async function startOne(page: Page, entity: string, verb: 'Start sync' | 'Start dry run'): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).first().click();
  const panel = page.getByRole('region', { name: 'Start a sync' });
  await panel.getByRole('checkbox', { name: /^All / }).uncheck({ force: true });
  await panel.getByRole('checkbox', { name: entity, exact: true }).check({ force: true });
  await panel.getByRole('radio', { name: /^Everything/ }).check({ force: true });
  await panel.getByText(`Reads every row of ${entity}`).waitFor();
  await panel.getByRole('button', { name: `${verb} of ${entity}` }).click();
}

describe('a run', () => {
  const use = useStation({ state: 'synced', isPerTest: true });
  const card = (page: Page): Locator => page.getByRole('article', { name: `Run of ${ENTITY}` });

  it('is started, watched, paused, resumed and stopped, and what was sent stays', async () => {
    const station = use.station();
    slowSource(station, 1500);
    const { page } = await use.open('/runs');
    await startOne(page, ENTITY, 'Start sync');
    await card(page).getByText('Reading and sending').waitFor();
    expect(await card(page).getByRole('table').getByRole('row').count()).toBe(10);
    // Rows that were read stand in exactly one of the counts.
    await expect
      .poll(async () => {
        const text = await card(page).getByRole('list').first().innerText();
        const [read = 0, , ...rest] = numbersIn(text);
        return read > 0 && rest.reduce((sum, rows) => sum + rows, 0) === read;
      })
      .toBe(true);
    await page
      .getByRole('banner')
      .getByRole('button', { name: new RegExp(`^${ENTITY}`) })
      .waitFor();

    await card(page)
      .getByRole('button', { name: `Pause ${ENTITY}` })
      .click();
    await card(page)
      .getByText(/Paused after/)
      .waitFor({ timeout: 20_000 });
    const paused = await station.client.overview.get({});
    expect(paused.live.map(({ entity, status }) => [entity, status])).toEqual([[ENTITY, 'paused']]);

    await card(page)
      .getByRole('button', { name: `Resume ${ENTITY}` })
      .click();
    await card(page).getByText('Reading and sending').waitFor({ timeout: 20_000 });
    await card(page)
      .getByRole('button', { name: `Stop ${ENTITY}` })
      .click();
    const uid = paused.live[0]?.batch_uid ?? '';
    await expect
      .poll(async () => (await station.client.sync.status({ batch_uid: uid })).status, { timeout: 20_000 })
      .toBe('cancelled');
    const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1);
    await row.getByText('Stopped').waitFor();
    await row.getByText(ENTITY).waitFor();
  });

  it('tells why it waits while a system does not answer, and goes on when it does', async () => {
    const station = use.station();
    const { page } = await use.open('/runs');
    const outage = { server: 'apismith', path: '/apis/*/execute', kind: 'unavailable', skip: 1 } as const;
    station.sandbox.control.faults.set([outage]);
    await startOne(page, ENTITY, 'Start sync');
    await card(page)
      .getByText(/Waits: /)
      .waitFor({ timeout: 30_000 });
    await card(page).getByText('What was sent is safe.').waitFor();
    station.sandbox.control.faults.clear();
    const { rows } = await station.client.sync.history({ entity: ENTITY, limit: 1 });
    const uid = rows[0]?.batch_uid ?? '';
    await expect
      .poll(async () => (await station.client.sync.status({ batch_uid: uid })).status, { timeout: 40_000 })
      .toMatch(/^completed/);
  }, 90_000);

  it('is a story afterwards: how it ended, what became of its rows, why records failed', async () => {
    const uid = await syncToEnd(use.station(), [ENTITY], { sync_type: 'full' });
    const story = await use.station().client.sync.status({ batch_uid: uid });
    const { page } = await use.open('/runs');
    await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1).click();
    const inspector = page.getByRole('complementary', { name: 'The run' });
    await inspector.getByRole('heading', { name: `Run of ${ENTITY}` }).waitFor();
    await inspector
      .getByText(/^Completed in /)
      .first()
      .waitFor();
    await inspector.getByText('Why records were not sent').waitFor();
    const [reason] = story.reasons;
    await inspector
      .getByRole('link', { name: `${reason?.count} record${reason?.count === 1 ? '' : 's'}` })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Failed records', level: 1 }).waitFor();
    const records = page.getByRole('grid', { name: 'Failed records' });
    await expect.poll(() => records.getAttribute('aria-rowcount')).toBe(String((reason?.count ?? 0) + 1));
  });
});

describe('a dry run', () => {
  const use = useStation({ state: 'synced', isPerTest: true });

  it('shows what would change, field by field, and writes nothing', async () => {
    const station = use.station();
    const held = async (): Promise<unknown> =>
      (await station.client.mapping.list_targets({})).targets.map((one) => [one.name, one.record_count]);
    const before = await held();
    const { page } = await use.open('/runs');
    await startOne(page, 'product', 'Start dry run');
    await page.getByRole('heading', { name: 'Dry run of product', level: 1 }).waitFor();
    await page.getByText(/^Previewed: /).waitFor({ timeout: 30_000 });

    const {
      rows: [run],
    } = await station.client.sync.history({ dry_run: true, limit: 1 });
    const { inserted = 0, updated = 0, deleted = 0 } = run?.metrics ?? {};
    expect(inserted + updated + deleted).toBeGreaterThan(20);
    const tiles = page.getByRole('group', { name: /^What would happen to/ });
    for (const [word, count] of [
      ['Insert', inserted],
      ['Update', updated],
      ['Delete', deleted],
    ] as const)
      expect(numbersIn(await tiles.getByRole('button', { name: word }).innerText())).toEqual([count]);

    // By the field that changes most, then one record of it.
    const { fields } = await station.client.sync.plan_fields({ batch_uid: run?.batch_uid ?? '' });
    const most = fields.find(({ operation }) => operation === 'UPDATE');
    const list = page.getByRole('region', { name: 'Fields that change' });
    await list
      .getByRole('button', { name: new RegExp(`^${most?.field}`) })
      .first()
      .click();
    const grid = page.getByRole('grid', { name: 'Records that would change' });
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String((most?.records ?? 0) + 1));
    await grid.getByRole('row').nth(1).click();
    const inspector = page.getByRole('complementary', { name: 'Details' });
    const changes = inspector.getByRole('table');
    await changes.getByRole('columnheader', { name: 'ScheduleHub now' }).waitFor();
    await changes.getByRole('columnheader', { name: 'After the sync' }).waitFor();
    await changes.getByRole('rowheader', { name: most?.field ?? '', exact: true }).waitFor();
    expect(await held()).toEqual(before);
  });

  it('that cannot preview never looks like one without changes', async () => {
    const station = use.station();
    station.sandbox.control.faults.set([{ server: 'schedulehub', path: '/entities/*', kind: 'unavailable' }]);
    const { page } = await use.open('/runs');
    await startOne(page, 'product', 'Start dry run');
    await page.getByText('Cannot preview').first().waitFor({ timeout: 60_000 });
    await page
      .getByText(/not known/)
      .first()
      .waitFor();
    expect(await page.getByText('Nothing would change').count()).toBe(0);
  }, 120_000);
});

describe('deletes on hold', () => {
  const use = useStation({ state: 'synced', isPerTest: true });
  const records = async (): Promise<number> => {
    const { targets } = await use.station().client.mapping.list_targets({});
    return targets.find(({ name }) => name === 'inventory')?.record_count ?? 0;
  };

  it('are deleted once somebody approves them, and no others', async () => {
    const before = await records();
    const { page } = await use.open('/deletes');
    await page.getByText('0 of 7 deletes sent.').waitFor();
    expect(await page.getByRole('grid', { name: 'Held deletes of inventory' }).getAttribute('aria-rowcount')).toMatch(
      /^[78]$/,
    );
    await page.getByRole('button', { name: 'Approve all 7' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The ERP is asked again first.').waitFor();
    await dialog.getByRole('button', { name: 'Approve 7 deletes' }).click();
    await page.getByText('7 of 7 approved records deleted in ScheduleHub.').waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: 'No deletes are held' }).waitFor();
    expect(await records()).toBe(before - 7);
  });

  it('stay in ScheduleHub when they are discarded', async () => {
    const before = await records();
    const { page } = await use.open('/deletes');
    await page.getByRole('button', { name: 'Discard all 7' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard 7 deletes' }).click();
    await page.getByText('Discarded 7 held deletes of inventory.').waitFor();
    expect((await use.station().client.deletes.list({})).total).toBe(0);
    expect(await records()).toBe(before);
  });
});
