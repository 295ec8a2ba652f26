// Every screen of the console and the states it can be in: looked at by the specs, photographed for the documentation.

import type { Page } from 'playwright';
import { holdAnswers, refuseAnswers } from '../support/answer-instead.ts';
import { untilSettled } from '../support/settled.ts';
import type { Station } from '../support/station.ts';

/** `new`: nothing is configured. `empty`: connected, without entities. `synced`: with entities, runs and failures. */
export type StationState = 'new' | 'empty' | 'synced';

export interface ScreenState {
  /** `overview`, `failed` … */
  readonly screen: string;
  /** `empty`, `loading`, `error`, `full`, or what else there is to see. */
  readonly state: string;
  readonly station: StationState;
  readonly place: string;
  /** Changes what the station holds: it gets one of its own. */
  readonly isChanging?: boolean;
  /** Before the place is opened. */
  readonly prepare?: (page: Page, station: Station) => Promise<void>;
  /** Until it can be looked at. */
  readonly arrive: (page: Page, station: Station) => Promise<void>;
  /** What the page may say on its console, because the state is one of trouble. */
  readonly allow?: RegExp;
}

/** Path, and the name in the rail. */
export const SCREENS = [
  ['overview', 'Overview'],
  ['entities', 'Entities'],
  ['runs', 'Runs'],
  ['deletes', 'Held deletes'],
  ['failed', 'Failed records'],
  ['waiting', 'Waiting children'],
  ['connections', 'Connections'],
  ['settings', 'Settings and logs'],
] as const;

const REFUSED = /503/;

/** The four faces that every screen has. */
function facesOf(screen: string): readonly ScreenState[] {
  // Appearance is kept by the browser: it never waits.
  const place = screen === 'settings' ? '/settings?tab=sync' : `/${screen}`;
  return [
    { screen, state: 'empty', station: 'empty', place, arrive: untilSettled },
    { screen, state: 'full', station: 'synced', place, arrive: untilSettled },
    {
      screen,
      state: 'loading',
      station: 'synced',
      place,
      prepare: async (page) => {
        await holdAnswers(page);
      },
      arrive: async (page) =>
        page
          .locator('main')
          .getByText(/Reading .+ …/)
          .first()
          .waitFor(),
    },
    {
      screen,
      state: 'error',
      station: 'synced',
      place,
      prepare: refuseAnswers,
      arrive: async (page) => page.locator('main').getByText('The state database is locked').first().waitFor(),
      allow: REFUSED,
    },
  ];
}

const FIRST_START: ScreenState = {
  screen: 'overview',
  state: 'first-start',
  station: 'new',
  place: '/overview',
  arrive: untilSettled,
};

export const SCREEN_STATES: readonly ScreenState[] = [FIRST_START, ...SCREENS.flatMap(([screen]) => facesOf(screen))];
