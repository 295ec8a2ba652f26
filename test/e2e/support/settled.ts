// When a screen has come to rest.

import type { Page } from 'playwright';
import { expect } from 'vitest';

const POLL_MS = 150;

/** Nothing is being read any more, and the text has stopped changing. */
export async function untilSettled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  let before = '';
  await expect
    .poll(
      async () => {
        const { text, isReading } = await page.evaluate(() => ({
          text: document.body.innerText,
          isReading: document.querySelector('main .bp6-spinner, main .bp6-skeleton') !== null,
        }));
        const isAtRest = !isReading && text === before;
        before = text;
        return isAtRest;
      },
      { interval: POLL_MS, timeout: 10_000, message: 'the screen does not come to rest' },
    )
    .toBe(true);
}
