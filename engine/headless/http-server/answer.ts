// Short answers of the server itself: refusals as problems (RFC 9457), and the two pages that need no files.

import type { ServerResponse } from 'node:http';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export function sendProblem(response: ServerResponse, { status, title, detail }: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    // What was not read of the body must not be taken for the next request.
    connection: 'close',
  });
  response.end(JSON.stringify({ title, status, detail }));
}

interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Goes on to this path at once. */
  readonly next?: string;
}

/** A plain page; all texts are this program's own. */
export function sendPage(response: ServerResponse, { status, title, text, next }: Page): void {
  const refresh = next === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${next}">`;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8">${refresh}<link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`,
  );
}
