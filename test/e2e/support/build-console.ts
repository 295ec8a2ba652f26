// The console's pages as they are shipped, in a folder of their own.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** Where the pages of the tests are. */
export const PAGES = join(REPOSITORY, 'dist/console-under-test');

/** As `npm run build:renderer` does, in a process of its own: the runner's NODE_ENV would give React for development. */
export async function buildConsole(): Promise<void> {
  const vite = join(REPOSITORY, 'node_modules/vite/bin/vite.js');
  const parameters = ['build', '--logLevel', 'error', '--outDir', PAGES, '--emptyOutDir'];
  const { VITEST: _vitest, ...environment } = process.env;
  const env = { ...environment, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, ...parameters], { cwd: REPOSITORY, env });
}

/** Scripts that the browser loads before the first screen: the entry and whatever it imports at once. */
export function firstPaintScripts(): readonly string[] {
  const html = readFileSync(join(PAGES, 'index.html'), 'utf8');
  const sources = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, source = '']) => source);
  const found = new Set<string>();
  const follow = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const text = readFileSync(join(PAGES, path), 'utf8');
    // Static imports only: `import"./x.js"`, `import{a}from"./x.js"`, `export*from"./x.js"`; never `import("./x.js")`.
    for (const [, target = ''] of text.matchAll(/(?:\bimport|\bfrom)\s*["']\.\/([^"']+\.js)["']/g)) {
      follow(path.replace(/[^/]+$/, target));
    }
  };
  sources.forEach(follow);
  return [...found].map((path) => join(PAGES, path));
}
