// Answers of the engine put off or replaced on their way to the page: how a screen looks while it waits, and when it is
// refused. The engine itself stays as it is.

import type { Page, Route } from 'playwright';

/** What the frame needs to stand: without these there is no screen to look at. */
const FRAME = /\/rpc\/(health\/get|sync\/watch)$/;

/** Nothing is answered until `open` is called. */
export async function holdAnswers(page: Page): Promise<{ open(): Promise<void> }> {
  const held: Route[] = [];
  let isOpen = false;
  await page.route('**/rpc/**', async (route) => {
    if (isOpen || FRAME.test(route.request().url())) await route.continue();
    else held.push(route);
  });
  return {
    open: async () => {
      isOpen = true;
      for (const route of held.splice(0)) await route.continue();
    },
  };
}

/** Everything is refused as it is when another program keeps the state file locked. */
export async function refuseAnswers(page: Page): Promise<void> {
  const json = {
    defined: true,
    code: 'SYSTEM_UNAVAILABLE',
    status: 503,
    message: 'The state database is locked by another program. Nothing was changed. Close that program and try again.',
    data: { transient: true, details: {} },
  };
  await page.route('**/rpc/**', async (route) => {
    if (FRAME.test(route.request().url())) await route.continue();
    else await route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ json }) });
  });
}
