// From an address of the app's protocol to a file below one folder, or to the reason why not. Reads nothing.

import { extname, join, normalize, sep } from 'node:path';
import { isAppUrl } from './app-origin.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export type Asset =
  | { readonly kind: 'file'; readonly path: string; readonly type: string }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405 };

/** `root` is an absolute folder; only known file types directly or deeper below it are served, and only to GET. */
export function resolveAsset(root: string, request: { readonly method: string; readonly url: string }): Asset {
  if (request.method !== 'GET') return { kind: 'refused', status: 405 };
  if (!isAppUrl(request.url)) return { kind: 'refused', status: 404 };
  const name = decodePath(new URL(request.url).pathname);
  // A backslash separates folders on Windows; NUL ends a name in the system's own calls; a colon names a stream there.
  if (name === null || /[\\\0:]/.test(name)) return { kind: 'refused', status: 400 };
  const path = join(root, normalize(name));
  const type = TYPES[extname(path).toLowerCase()];
  // The separator matters: without it a sibling folder whose name begins like the root's would pass.
  if (!path.startsWith(root + sep) || type === undefined) return { kind: 'refused', status: 404 };
  return { kind: 'file', path, type };
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
