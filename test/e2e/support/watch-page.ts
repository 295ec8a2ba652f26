// What a page must not do unseen: errors on its console, errors nobody caught, violations of its policy, failed requests.

import type { Page } from 'playwright';

export interface PageWatch {
  /** Trouble that matches is part of the test. */
  allow(pattern: RegExp): void;
  /** What happened and was not allowed. */
  unexpected(): readonly string[];
}

export async function watchPage(page: Page): Promise<PageWatch> {
  const allowed: RegExp[] = [];
  const trouble: string[] = [];
  const note = (text: string): void => {
    trouble.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`error: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A page that is left, or a stream that is no longer needed.
    if (reason !== 'net::ERR_ABORTED') note(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400) return;
    const what = `answer: ${response.status()} ${response.request().method()} ${response.url()}`;
    const at = trouble.push(what) - 1;
    response.text().then(
      (body) => {
        trouble[at] = `${what} ${body.slice(0, 400)}`;
      },
      // The page has gone on before it was read.
      () => undefined,
    );
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return {
    allow: (pattern) => {
      allowed.push(pattern);
    },
    unexpected: () => trouble.filter((text) => !allowed.some((pattern) => pattern.test(text))),
  };
}
