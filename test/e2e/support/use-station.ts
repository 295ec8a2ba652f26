// The hooks of a browser spec: a station and a browser for the file, and for each test a page of its own that is signed
// in and may not cause trouble unseen.

import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import type { StationState } from '../screens/screens.ts';
import { copyFolders, createFolders } from './sandbox-copy.ts';
import { startStation, type Station, type StationOptions } from './station.ts';
import { launchBrowser, signIn, type OpenedPage } from './sign-in.ts';
import type { PageWatch } from './watch-page.ts';

export interface StationWish extends Omit<StationOptions, 'folders' | 'isConnected'> {
  readonly state: StationState;
  /** A new station for every test, where tests change what the next one needs. */
  readonly isPerTest?: boolean;
}

export interface StationInUse {
  /** Of this test. */
  station(): Station;
  /** The console at a place such as `/runs`, in a window of 1280 x 720. */
  open(place?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

export function useStation({ state, isPerTest = false, ...options }: StationWish): StationInUse {
  let browser: Browser | null = null;
  let station: Station | null = null;
  const contexts: BrowserContext[] = [];
  const watches: PageWatch[] = [];

  const start = async (): Promise<void> => {
    const folders = state === 'synced' ? copyFolders(inject('syncedFolder')) : createFolders();
    station = await startStation({ ...options, folders, isConnected: state !== 'new' });
  };
  const stop = async (): Promise<void> => {
    await station?.close();
    station = null;
  };
  const stationNow = (): Station => {
    if (station === null) throw new Error('the station is not started');
    return station;
  };

  beforeAll(async () => {
    browser = await launchBrowser(inject('browser'));
    if (!isPerTest) await start();
  });
  beforeEach(async () => {
    if (isPerTest) await start();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    const unexpected = watches.splice(0).flatMap((watch) => watch.unexpected());
    const logged = unexpected.length === 0 ? [] : await station?.errorsLogged();
    unexpected.push(...(logged ?? []));
    if (isPerTest) await stop();
    expect(unexpected, 'trouble on the page that the test did not expect').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await stop();
  });

  return {
    station: stationNow,
    open: async (place = '/overview', contextOptions = {}) => {
      if (browser === null) throw new Error('the browser is not started');
      const opened = await signIn(browser, stationNow(), contextOptions);
      contexts.push(opened.page.context());
      watches.push(opened.watch);
      await opened.page.goto(`${stationNow().url}/#${place}`);
      return opened;
    },
  };
}
