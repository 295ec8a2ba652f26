// The console's pages as they are shipped, in a folder of their own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** Where the pages of the tests are. */
export const PAGES = join(REPOSITORY, 'dist/console-under-test');

export async function buildConsole(): Promise<void> {
  await build({
    configFile: join(REPOSITORY, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: PAGES, emptyOutDir: true },
  });
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
