// Every screen in every state, in both themes: accessible, in words that an operator knows, and nothing on it cut off or
// lying on something else.

import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { OPENED_SCREENS } from '../screens/opened-screens.ts';
import { SCREEN_STATES, type StationState } from '../screens/screens.ts';
import { findAxeProblems } from '../support/find-axe-problems.ts';
import { findDeveloperWords } from '../support/find-developer-words.ts';
import { findLayoutProblems } from '../support/find-layout-problems.ts';
import { lookAt } from '../support/look-at.ts';
import { useStation } from '../support/use-station.ts';

const THEMES = ['light', 'dark'] as const;
/** A window of 1280 x 720 at 200 % zoom has half as many CSS pixels each way. */
const SIZES = { '100 %': { width: 1280, height: 720 }, '200 %': { width: 640, height: 360 } } as const;

const STATIONS: readonly StationState[] = ['new', 'empty', 'synced'];

/** What changes the station would be there for the next one too: these have a station each. */
const GROUPS = STATIONS.flatMap((state) =>
  [false, true].map((isPerTest) => ({
    state,
    isPerTest,
    whose: isPerTest ? 'of its own' : 'for all',
    states: [...SCREEN_STATES, ...OPENED_SCREENS].filter(
      ({ station, isChanging = false }) => station === state && isChanging === isPerTest,
    ),
  })),
).filter(({ states }) => states.length > 0);

describe.each(GROUPS)('with a station $whose that is $state', ({ state, isPerTest, states }) => {
  const use = useStation({ state, isPerTest });

  it.each(states)('$screen is fine when $state', async (wanted) => {
    const { page, watch } = await use.open('/settings');
    await lookAt({ page, watch, station: use.station() }, wanted);
    expect(await findDeveloperWords(page), 'words that only a developer knows').toEqual([]);
    for (const colorScheme of THEMES) {
      await switchTheme(page, colorScheme);
      expect(await findAxeProblems(page), `accessibility, ${colorScheme}`).toEqual([]);
    }
    for (const [zoom, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      expect(await findLayoutProblems(page), `layout at ${zoom}`).toEqual([]);
    }
  });
});

/** Until every colour is the new one: on a long page the old ones fade out for most of a second. */
async function switchTheme(page: Page, colorScheme: (typeof THEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.locator(colorScheme === 'dark' ? 'body.bp6-dark' : 'body:not(.bp6-dark)').waitFor();
  await page.waitForFunction(() => !document.getAnimations().some((animation) => animation instanceof CSSTransition));
}
