// Steps of an operator: a spec names what to do, a hand does it.

import type { Locator } from 'playwright';

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
