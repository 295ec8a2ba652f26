// The hooks of a browser spec: a station and a browser for the file, and for each test a page of its own that is signed
// in and may not cause trouble unseen.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { copyFolders, createFolders } from './sandbox-copy.ts';
import { startStation, type Station, type StationOptions } from './station.ts';
import { watchPage, type PageWatch } from './watch-page.ts';

/** `new`: nothing is configured. `empty`: connected, without entities. `synced`: with entities, runs and failures. */
export type StationState = 'new' | 'empty' | 'synced';

export interface StationWish extends Omit<StationOptions, 'folders' | 'isConnected'> {
  readonly state: StationState;
  /** A new station for every test, where tests change what the next one needs. */
  readonly isPerTest?: boolean;
}

export interface OpenedPage {
  readonly page: Page;
  readonly watch: PageWatch;
}

export interface StationInUse {
  /** Of this test. */
  station(): Station;
  /** The console at a place such as `/runs`, in a window of 1280 x 720. */
  open(place?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** Sockets, requests and streams end here before the file does. */
const SWITCHES = ['--disable-background-networking', '--disable-component-update', '--disable-gpu', '--no-first-run'];

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
    browser = await chromium.launch({ executablePath: inject('browser'), args: SWITCHES });
    if (!isPerTest) await start();
  });
  beforeEach(async () => {
    if (isPerTest) await start();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    if (isPerTest) await stop();
    const unexpected = watches.splice(0).flatMap((watch) => watch.unexpected());
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
      const context = await browser.newContext({
        viewport: { width: 1280, height: 720 },
        reducedMotion: 'reduce',
        ...contextOptions,
      });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const watch = await watchPage(page);
      watches.push(watch);
      await page.goto(stationNow().createLink());
      await page.waitForURL(`${stationNow().url}/`);
      await page.goto(`${stationNow().url}/#${place}`);
      return { page, watch };
    },
  };
}
