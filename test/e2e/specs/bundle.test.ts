// What the browser has to load before it can show anything.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { firstPaintScripts } from '../support/build-console.ts';

const BUDGET_KB = 600;

it(`paints first with less than ${BUDGET_KB} KB of gzipped script`, () => {
  const scripts = firstPaintScripts().map((path) => ({
    name: basename(path),
    kb: gzipSync(readFileSync(path)).length / 1024,
  }));
  const total = scripts.reduce((sum, { kb }) => sum + kb, 0);
  const each = scripts.map(({ name, kb }) => `${name} ${kb.toFixed(0)} KB`).join(', ');
  process.stdout.write(`First paint: ${total.toFixed(0)} KB of gzipped script (${each})\n`);
  expect(scripts.length).toBeGreaterThan(0);
  expect(total).toBeGreaterThan(50);
  expect(total).toBeLessThan(BUDGET_KB);
});
