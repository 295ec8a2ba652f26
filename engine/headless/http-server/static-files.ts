// The console's pages from one folder. Promises that nothing outside of the folder is ever read, whatever the path says.

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
/** Names of bundled files hold a hash of their content: they never change. */
const HASHED_FILES = '/assets/';

export interface StaticFile {
  readonly path: string;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The file for a path of a URL; a path without an ending is a screen of the console. Null where there is none. */
export async function findFile(folder: string, urlPath: string): Promise<StaticFile | null> {
  const path = toFilePath(urlPath);
  const type = path === null ? undefined : TYPES[extname(path).toLowerCase()];
  if (path === null || type === undefined) return null;
  try {
    // Links are followed here, so that none leads out of the folder.
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) return null;
    const found = await stat(file);
    if (!found.isFile()) return null;
    const caching = path.startsWith(HASHED_FILES) ? 'private, max-age=31536000, immutable' : 'no-cache';
    return {
      path: file,
      bytes: found.size,
      headers: { 'content-type': type, 'content-length': String(found.size), 'cache-control': caching },
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Null for paths that nobody types: with dots that climb, backslashes, NUL, or broken escapes. Pure. */
export function toFilePath(urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    // decodeURIComponent throws a URIError and nothing else.
    return null;
  }
  if (!path.startsWith('/') || /[\\:\p{Cc}]/u.test(path)) return null;
  const parts = path.split('/').slice(1);
  if (parts.some((part, at) => part === '..' || part === '.' || (part === '' && at < parts.length - 1))) return null;
  return extname(path) === '' ? '/index.html' : path;
}

/** Sends the file; the head only where `method` is HEAD. */
export async function sendFile(response: ServerResponse, file: StaticFile, method: string): Promise<void> {
  response.writeHead(200, { ...file.headers });
  if (method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(file.path), response);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
