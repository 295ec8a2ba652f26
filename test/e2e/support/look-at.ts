// Opens a page on a screen in one of its states.

import type { Page } from 'playwright';
import type { ScreenState } from '../screens/screens.ts';
import type { Station } from './station.ts';
import type { PageWatch } from './watch-page.ts';

export interface Looking {
  readonly page: Page;
  readonly watch: PageWatch;
  readonly station: Station;
}

/** `page` is signed in; whatever it showed before is gone. */
export async function lookAt({ page, watch, station }: Looking, wanted: ScreenState): Promise<void> {
  if (wanted.allow !== undefined) watch.allow(wanted.allow);
  await page.goto('about:blank');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await wanted.prepare?.(page, station);
  await page.goto(`${station.url}/#${wanted.place}`);
  await wanted.arrive(page, station);
}
