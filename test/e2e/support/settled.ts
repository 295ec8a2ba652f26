// When a screen has come to rest.

import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright';

const LOOK_EVERY_MS = 150;
const PATIENCE_MS = 10_000;

/** Nothing is being read any more, and the text has stopped changing. */
export async function untilSettled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  const deadline = performance.now() + PATIENCE_MS;
  for (let before = ''; ;) {
    const { text, isReading } = await page.evaluate(() => ({
      text: document.body.innerText,
      isReading: document.querySelector('main .bp6-spinner, main .bp6-skeleton') !== null,
    }));
    if (!isReading && text === before) return;
    if (performance.now() > deadline) throw new Error(`The screen does not come to rest:\n${text}`);
    before = text;
    await wait(LOOK_EVERY_MS);
  }
}
