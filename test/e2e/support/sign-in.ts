// A browser, and a page in it that has come in by the link of the server.

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import type { Station } from './station.ts';
import { watchPage, type PageWatch } from './watch-page.ts';

export interface OpenedPage {
  readonly page: Page;
  readonly watch: PageWatch;
}

const SWITCHES = ['--disable-background-networking', '--disable-component-update', '--disable-gpu', '--no-first-run'];
const PATIENCE_MS = 10_000;

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: SWITCHES });
}

/** A page of its own, in a window of 1280 x 720. */
export async function signIn(
  browser: Browser,
  station: Station,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const size = { width: 1280, height: 720 };
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const watch = await watchPage(page);
  await page.goto(station.createLink());
  await page.waitForURL(`${station.url}/`);
  return { page, watch };
}
