// The same steps by mouse or by keyboard alone: a spec names what to do, a hand does it.

import type { Locator, Page } from 'playwright';

export interface Hand {
  /** A button, a link, a tab. */
  press(target: Locator): Promise<void>;
  /** One of several that stand together, of which only the chosen one is reached by Tab: radios, tabs. */
  pick(chosen: Locator, wanted: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  /** A field with a list: types the value and takes it. */
  choose(field: Locator, value: string): Promise<void>;
}

export function mouseHand(): Hand {
  return {
    press: (target) => target.click(),
    pick: (_chosen, wanted) => wanted.click(),
    type: async (field, text) => {
      await field.click();
      await field.fill(text);
    },
    choose: async (field, value) => {
      await field.click();
      await field.fill(value);
      await field.press('Enter');
    },
  };
}

/** Comes to everything by the Tab key, as somebody without a mouse does. */
export function keyboardHand(page: Page): Hand {
  const { keyboard } = page;
  return {
    press: async (target) => {
      await tabTo(page, target);
      await keyboard.press('Enter');
    },
    pick: async (chosen, wanted) => {
      await tabTo(page, chosen);
      for (let presses = 0; presses < MOST_ARROWS; presses += 1) {
        if (await wanted.evaluate((element) => element === document.activeElement)) break;
        await keyboard.press('ArrowRight');
      }
      await keyboard.press('Enter');
    },
    type: async (field, text) => {
      await tabTo(page, field);
      await keyboard.press('Control+a');
      await keyboard.type(text);
    },
    choose: async (field, value) => {
      await tabTo(page, field);
      await keyboard.press('Control+a');
      await keyboard.type(value);
      await keyboard.press('Enter');
    },
  };
}

const MOST_TABS = 250;
const MOST_ARROWS = 10;

/** Presses Tab until the element has the focus; throws where it never does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const handle = await target.elementHandle();
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    if (await page.evaluate((element) => element === document.activeElement, handle)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to ${String(target)}`);
}
