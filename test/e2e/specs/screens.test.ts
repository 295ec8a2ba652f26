// Every screen in every state, in both themes: accessible, and nothing on it cut off or lying on something else.

import { describe, expect, it } from 'vitest';
import { OPENED_SCREENS } from '../screens/opened-screens.ts';
import { SCREEN_STATES, type StationState } from '../screens/screens.ts';
import { findAxeProblems } from '../support/find-axe-problems.ts';
import { findLayoutProblems } from '../support/find-layout-problems.ts';
import { lookAt } from '../support/look-at.ts';
import { useStation } from '../support/use-station.ts';

const THEMES = ['light', 'dark'] as const;
/** A window of 1280 x 720 at 200 % zoom has half as many CSS pixels each way. */
const SIZES = { '100 %': { width: 1280, height: 720 }, '200 %': { width: 640, height: 360 } } as const;

describe.each<StationState>(['new', 'empty', 'synced'])('with a station that is %s', (stationState) => {
  const use = useStation({ state: stationState });
  // What changes the station is photographed only: it would be there for the next one too.
  const states = [...SCREEN_STATES, ...OPENED_SCREENS].filter(
    ({ station, isChanging = false }) => station === stationState && !isChanging,
  );

  it.each(states)('$screen is fine when $state', async (wanted) => {
    const { page, watch } = await use.open('/settings');
    await lookAt({ page, watch, station: use.station() }, wanted);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.locator(colorScheme === 'dark' ? 'body.bp6-dark' : 'body:not(.bp6-dark)').waitFor();
      expect(await findAxeProblems(page), `accessibility, ${colorScheme}`).toEqual([]);
    }
    for (const [zoom, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      expect(await findLayoutProblems(page), `layout at ${zoom}`).toEqual([]);
    }
  });
});
