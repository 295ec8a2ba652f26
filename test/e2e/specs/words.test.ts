// What the console says of trouble is for operators: no command, variable, flag or word of a schema library in it.

import { describe, expect, it } from 'vitest';
import type { StationState } from '../screens/screens.ts';
import { TROUBLED_SCREENS } from '../screens/troubled-screens.ts';
import { findDeveloperWords } from '../support/find-developer-words.ts';
import { lookAt } from '../support/look-at.ts';
import { useStation } from '../support/use-station.ts';

describe.each<StationState>(['new', 'empty', 'synced'])('with a station that is %s', (stationState) => {
  const use = useStation({ state: stationState });
  const states = TROUBLED_SCREENS.filter(({ station }) => station === stationState);

  it.each(states)('$screen speaks plainly of $state', async (wanted) => {
    const { page, watch } = await use.open('/settings');
    await lookAt({ page, watch, station: use.station() }, wanted);
    expect(await findDeveloperWords(page)).toEqual([]);
  });
});

describe('the search for such words', () => {
  const use = useStation({ state: 'new' });

  it('finds them in texts and in names', async () => {
    const { page } = await use.open('/settings');
    await page.setContent(
      '<p>Set SYNCFLOW_DATA_DIR.</p><p>Run "syncflow stop".</p><p>SyncFlow goes on.</p><button title="Use --full">b</button>',
    );
    const found = await findDeveloperWords(page);
    expect(found.map((line) => line.trim())).toEqual(['Set SYNCFLOW_DATA_DIR.', 'Run "syncflow stop".', 'Use --full']);
  });
});
