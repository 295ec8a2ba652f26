// Failed records: understood, corrected, tried again one by one and by the hundred, and taken along as a file.

import { readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Page } from 'playwright';
import readExcel from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { failByStrictRule } from '../support/seed.ts';
import { useStation } from '../support/use-station.ts';

describe('one failed record', () => {
  const use = useStation({ state: 'synced', isPerTest: true });

  it('is understood, edited, retried and delivered', async () => {
    const { client } = use.station();
    const { rows } = await client.failed.list({ filter: { entity: 'product', code: 'impossible_date' } });
    const [record] = rows;
    if (record === undefined) throw new Error('the sandbox has no product with an impossible date');
    const { raw } = await client.failed.get({ uid: record.uid });
    const bad = String((raw as Record<string, unknown>)[record.field ?? '']);

    const { page } = await use.open('/failed?entity=product');
    await page
      .getByRole('grid', { name: 'Failed records by reason' })
      .getByRole('row')
      .filter({ hasText: String(record.field) })
      .first()
      .click();
    await page
      .getByRole('grid', { name: 'Failed records' })
      .getByRole('row')
      .filter({ hasText: String(record.reference) })
      .first()
      .click();

    const inspector = page.getByRole('complementary', { name: 'Failed record' });
    await inspector
      .getByRole('heading', {
        name: new RegExp(`^product .*${String(record.reference).split('=').at(-1)?.trim()}.* failed`),
      })
      .waitFor();
    await inspector.getByText(record.message).first().waitFor();
    // The value at fault stands among the fields, marked, next to what it would have become.
    const row = inspector
      .getByRole('region', { name: 'Fields of the record' })
      .getByRole('row')
      .filter({ hasText: String(record.field) });
    expect(await row.first().innerText()).toContain(bad);
    expect(await row.first().innerText()).toContain(record.message);

    await inspector.getByRole('button', { name: 'Edit', exact: true }).click();
    const field = inspector.getByRole('textbox', { name: `New value of ${record.field}` });
    await field.fill('2014-05-29');
    await inspector.getByText('The mapping accepts these values.').waitFor();
    await inspector.getByRole('button', { name: 'Save and retry' }).click();
    await page.getByRole('region', { name: 'Retry' }).getByText('Retry done: 1 record resolved').waitFor();
    const after = await client.failed.get({ uid: record.uid });
    expect(after.status).toBe('resolved');
    // The original stays as it was read.
    expect(after.raw).toEqual(raw);
    expect(after.patch).toMatchObject({ [record.field ?? '']: '2014-05-29' });
  });

  it('shows what is still wrong while it is edited, and changes nothing when the edit is given up', async () => {
    const { client } = use.station();
    const { rows } = await client.failed.list({ filter: { entity: 'product', code: 'impossible_date' } });
    const uid = rows[0]?.uid ?? '';
    const { page } = await use.open(`/failed?view=records&entity=product&uid=${uid}&edit=1`);
    const inspector = page.getByRole('complementary', { name: 'Failed record' });
    await inspector.getByRole('textbox', { name: `New value of ${rows[0]?.field}` }).fill('30.02.2014');
    await inspector.getByText('1 field still refused').waitFor();
    await inspector.getByRole('button', { name: 'Cancel' }).click();
    await inspector.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    expect(await client.failed.get({ uid })).toMatchObject({ status: 'open', patch: null });
  });

  it('can be ignored, and the ignoring undone', async () => {
    const { client } = use.station();
    const { rows } = await client.failed.list({ filter: { entity: 'inventory' }, limit: 1 });
    const uid = rows[0]?.uid ?? '';
    const { page } = await use.open(`/failed?view=records&entity=inventory&uid=${uid}`);
    const actions = page.getByRole('group', { name: 'Actions on this record' });
    await actions.getByRole('button', { name: 'Ignore …' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Ignore/ })
      .click();
    await expect.poll(async () => (await client.failed.get({ uid })).status).toBe('ignored');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await client.failed.get({ uid })).status).toBe('open');
  });
});

describe('a group of more than 400 failed records', () => {
  // Nothing else is wrong with the rows.
  const use = useStation({ state: 'empty', isPerTest: true, sandbox: { badShare: 0 } });

  async function openGroup(page: Page): Promise<void> {
    await page.getByRole('grid', { name: 'Failed records by reason' }).getByRole('row').nth(1).click();
    await page.getByRole('grid', { name: 'Failed records' }).getByRole('row').nth(1).waitFor();
  }

  it('is tried again in steps of 1, 10 and 100 once its mapping is put right', async () => {
    const count = await failByStrictRule(use.station());
    expect(count).toBeGreaterThan(400);
    const { page } = await use.open('/failed');
    await openGroup(page);
    await page.getByRole('button', { name: `Retry all ${count} …` }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('radio', { name: /^1, then 10, then 100 at a time/ }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: `Retry ${count} records` }).click();
    const box = page.getByRole('region', { name: 'Retry' });
    await box.getByText(`Retry done: ${count} records resolved`).waitFor({ timeout: 60_000 });
    const { jobs } = await use.station().client.jobs.list({});
    const steps = 2 + Math.ceil((count - 11) / 100);
    expect(jobs.find(({ work }) => work.kind === 'retry')?.work).toMatchObject({
      total: count,
      resolved: count,
      steps,
    });
  });

  it('is left alone after the first record where the mapping is still wrong', async () => {
    const station = use.station();
    const count = await failByStrictRule(station);
    // The fix is taken back.
    await station.client.entities.restore({ name: 'product', version: 2, note: '' });
    const { page } = await use.open('/failed');
    await openGroup(page);
    await page.getByRole('button', { name: `Retry all ${count} …` }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Retry ${count} records` })
      .click();
    const box = page.getByRole('region', { name: 'Retry' });
    await box.getByText('Stopped at step 1: 1 record failed again').waitFor({ timeout: 30_000 });
    await box.getByText(`${count - 1} records were not tried and stay as they are.`).waitFor();
    const { groups } = await station.client.failed.groups({});
    expect(groups[0]?.count).toBe(count);
  });
});

describe('a report on failed records', () => {
  const use = useStation({ state: 'synced' });

  async function exportAs(page: Page, format: string): Promise<string> {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: format }).click();
    return (await download).path();
  }

  it('holds what the filter shows, in every format, and can be read again', async () => {
    const { rows } = await use.station().client.failed.list({ filter: { entity: 'inventory' } });
    const references = rows.map(({ reference }) => reference ?? '').sort();
    expect(references.length).toBeGreaterThan(5);
    const { page } = await use.open('/failed?entity=inventory&view=records');
    await page.getByRole('grid', { name: 'Failed records' }).getByRole('row').nth(1).waitFor();

    const csv: Record<string, string>[] = parseCsv(readFileSync(await exportAs(page, 'CSV'), 'utf8'), {
      columns: true,
      bom: true,
    });
    expect(csv.map((row) => row['reference'] ?? '').sort()).toEqual(references);

    const [sheet] = await readExcel(await exportAs(page, 'Excel'));
    const [head = [], ...lines] = sheet?.data ?? [];
    const at = head.indexOf('reference');
    expect(lines.map((line) => String(line[at] ?? '')).sort()).toEqual(references);

    const json = JSON.parse(readFileSync(await exportAs(page, 'JSON'), 'utf8'));
    expect(JSON.stringify(json)).toContain(references.at(-1));

    const html = readFileSync(await exportAs(page, 'HTML'), 'utf8');
    expect(html).toContain('inventory');
    expect(html).not.toContain('<script');
  });
});
