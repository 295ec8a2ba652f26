// Screens that speak of trouble: what is said there has to be understood by whoever reads it at night.

import { syncToEnd } from '../support/seed.ts';
import { untilSettled } from '../support/settled.ts';
import type { ScreenState } from './screens.ts';

/** A well-formed uid of nothing. */
const NOBODY = '01890000-0000-7000-8000-000000000000';

/** Breaks the schema in every way that a person does: a name, a value, a kind, a missing part, another form. */
const BROKEN_ENTITY = {
  name: 'Part Number',
  sorce: {},
  source: { api: 7, page_size: 5, on_drift: 'maybe' },
  business_key: [],
  deletes: { policy: 'later' },
  mappings: [
    { source_field: 'A', target_field: 'a', type: 'text', is_required: 'no' },
    { source_field: 'B', transformations: [{ op: 'shout' }, { op: 'pad', length: 'x' }] },
  ],
};
const BROKEN_FILE = {
  name: 'broken.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(BROKEN_ENTITY)),
};

export const TROUBLED_SCREENS: readonly ScreenState[] = [
  {
    screen: 'settings',
    state: 'diagnostics without connections',
    station: 'new',
    place: '/settings?tab=diagnostics',
    arrive: async (page) => {
      await page.getByText('is not set up').first().waitFor();
      await untilSettled(page);
    },
  },
  {
    screen: 'settings',
    state: 'diagnostics without entities',
    station: 'empty',
    place: '/settings?tab=diagnostics',
    arrive: async (page) => {
      await page.getByText('There is no entity yet').waitFor({ timeout: 30_000 });
      await untilSettled(page);
    },
  },
  {
    screen: 'runs',
    state: 'asked for a run that is gone',
    station: 'synced',
    place: `/runs?run=${NOBODY}`,
    arrive: untilSettled,
    allow: /404/,
  },
  {
    screen: 'failed',
    state: 'asked for a record that is gone',
    station: 'synced',
    place: `/failed?view=records&uid=${NOBODY}`,
    arrive: untilSettled,
    allow: /404/,
  },
  {
    screen: 'entities',
    state: 'a refused file',
    station: 'synced',
    place: '/entities',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByLabel('Import entity files').first().setInputFiles(BROKEN_FILE);
      await page.getByRole('dialog').getByText('Refused, nothing was stored').waitFor();
    },
  },
  {
    screen: 'entities',
    state: 'a mapping with refused rules',
    station: 'synced',
    place: '/entities/product',
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('button', { name: 'Import and export' }).click();
      await page.getByRole('menuitem', { name: 'Import a mapping from JSON' }).click();
      await page.getByRole('dialog').getByLabel('Choose a file').setInputFiles(BROKEN_FILE);
      await page.getByText('0 of 2 are sound').waitFor();
    },
  },
  {
    screen: 'run',
    state: 'stopped by the limit of failures',
    station: 'synced',
    place: '/runs',
    // Last: the station is another one after it.
    prepare: async (_page, station) => {
      const { client } = station;
      const { entity, version } = await client.entities.get({ name: 'product' });
      const mappings = entity.mappings.map((one) =>
        one.target_field === 'name' ? { ...one, validation: { ...one.validation, max_length: 1 } } : one,
      );
      const note = 'names of one letter';
      await client.entities.save({ entity: { ...entity, mappings }, note, expected_version: version });
      await client.settings.save({ sync: { failure_min_rows: 1, failures_in_a_row: 1 } });
      await syncToEnd(station, ['product'], { sync_type: 'full' });
    },
    arrive: async (page) => {
      await untilSettled(page);
      await page.getByRole('grid', { name: 'Runs', exact: true }).getByRole('row').nth(1).click();
      await page.getByText('mend the cause, then sync again').first().waitFor();
      await untilSettled(page);
    },
  },
];
