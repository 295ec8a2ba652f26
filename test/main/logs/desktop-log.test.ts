// Main's log on disk: JSON lines, ten older files kept, the oldest gone.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDesktopLog } from '../../../main/logs/desktop-log.ts';
import { createRedact } from '../../../main/logs/redact.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(maxBytes?: number) {
  const clock = { now: () => Date.UTC(2026, 0, 2), monotonic: () => 0, sleep: () => Promise.resolve() };
  return createDesktopLog({ folder, clock, redact: createRedact(), ...(maxBytes === undefined ? {} : { maxBytes }) });
}

it('writes one JSON object a line, without secrets', () => {
  open().warn('The server said no', { password: 'canary', error: new Error('at https://u:canary@h/') });
  const [line = '', ...more] = readFileSync(join(folder, 'syncflow.log'), 'utf8').split('\n');
  expect(more.join('')).toBe('');
  expect(line).not.toContain('canary');
  expect(JSON.parse(line)).toMatchObject({
    at: '2026-01-02T00:00:00.000Z',
    level: 'warn',
    message: 'The server said no',
    password: '***',
  });
});

it('keeps ten files behind the newest, in order', () => {
  const log = open(400);
  for (let number = 0; number < 60; number += 1)
    log.info(`line ${String(number).padStart(3, '0')}`, { text: 'x'.repeat(200) });

  const names = readdirSync(folder).sort();
  expect(names).toHaveLength(11);
  expect(names).toContain('syncflow.10.log');
  const lastOf = (name: string): number =>
    Number(/line (\d+)(?!.*line)/s.exec(readFileSync(join(folder, name), 'utf8'))?.[1]);
  const inOrder = ['syncflow.log', ...Array.from({ length: 10 }, (_, at) => `syncflow.${at + 1}.log`)].map(lastOf);
  expect(inOrder).toEqual(inOrder.toSorted((one, other) => other - one));
  expect(inOrder[0]).toBe(59);
});
