// `npm run screens`: a picture of every screen in every state and both themes, into docs/screens/.
//
//   npm run screens [part of a name]      default: all

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { ensureBrowser } from '../support/install-browser.ts';
import { OPENED_SCREENS } from './screens/opened-screens.ts';
import { SCREEN_STATES, type ScreenState, type StationState } from './screens/screens.ts';
import { buildConsole } from './support/build-console.ts';
import { lookAt } from './support/look-at.ts';
import { copyFolders, createFolders, createSyncedFolders, removeFolders } from './support/sandbox-copy.ts';
import { launchBrowser, signIn } from './support/sign-in.ts';
import { startStation } from './support/station.ts';

const FOLDER = join(import.meta.dirname, '../../docs/screens');
const THEMES = ['light', 'dark'] as const;

const wanted = process.argv[2] ?? '';
const states = [...SCREEN_STATES, ...OPENED_SCREENS].filter(({ screen, state }) =>
  `${screen}-${state}`.includes(wanted),
);
if (states.length === 0) throw new Error(`There is no screen with ${JSON.stringify(wanted)} in its name.`);

mkdirSync(FOLDER, { recursive: true });
const [synced] = await Promise.all([createSyncedFolders(), buildConsole()]);
const browser = await launchBrowser(ensureBrowser());
try {
  if (wanted === '') for (const name of pictures()) rmSync(join(FOLDER, name));
  for (const station of new Set(states.map((one) => one.station))) await takeAll(browser, station);
} finally {
  await browser.close();
  removeFolders(synced);
}
const bytes = pictures().reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
process.stdout.write(`${pictures().length} pictures in docs/screens, ${(bytes / 1024 / 1024).toFixed(1)} MB.\n`);

/** A station of its own for each state that changes something; the pictures of the others share one. */
async function takeAll(from: Browser, stationState: StationState): Promise<void> {
  const mine = states.filter((one) => one.station === stationState);
  const shared = mine.filter((one) => one.isChanging !== true);
  const groups = [
    ...(shared.length > 0 ? [shared] : []),
    ...mine.filter((one) => one.isChanging === true).map((one) => [one]),
  ];
  for (const group of groups) await takeGroup(from, stationState, group);
}

async function takeGroup(from: Browser, stationState: StationState, group: readonly ScreenState[]): Promise<void> {
  const folders = stationState === 'synced' ? copyFolders(synced.base) : createFolders();
  const station = await startStation({ folders, isConnected: stationState !== 'new' });
  try {
    for (const one of group) {
      const { page, watch } = await signIn(from, station);
      await lookAt({ page, watch, station }, one);
      await hideFolder(page, folders.data);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        await page.locator(colorScheme === 'dark' ? 'body.bp6-dark' : 'body:not(.bp6-dark)').waitFor();
        const name = `${one.screen}-${one.state}-${colorScheme}.png`;
        await page.screenshot({ path: join(FOLDER, name), animations: 'disabled', caret: 'hide' });
        process.stdout.write(`${name}\n`);
      }
      await page.context().close();
    }
  } finally {
    await station.close();
  }
}

/** The folder of this very station says nothing to anybody. */
async function hideFolder(page: Page, folder: string): Promise<void> {
  await page.evaluate(
    ([own, usual]) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        node.nodeValue = (node.nodeValue ?? '').replaceAll(own, usual);
    },
    [folder, '/home/operator/.local/share/SyncFlow'] as const,
  );
}

function pictures(): readonly string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.png'));
}
