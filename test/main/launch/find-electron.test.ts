// Whether `npm start` has an Electron to start, and the half sentence where it has none.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findElectron, type ElectronNeeds } from '../../../main/launch/find-electron.ts';

let packageFolder: string;
beforeEach(() => {
  packageFolder = mkdtempSync(join(tmpdir(), 'syncflow-electron-'));
});
afterEach(() => rmSync(packageFolder, { recursive: true }));

/** Nobody listens there: what would be fetched cannot be. */
const CLOSED = { ELECTRON_MIRROR: 'http://127.0.0.1:1/' };
const desk = { DISPLAY: ':0', ...CLOSED };

function find(change: Partial<ElectronNeeds> = {}) {
  return findElectron({
    environment: desk,
    platform: 'linux',
    userId: 1000,
    packageFolder,
    say: () => undefined,
    ...change,
  });
}

it('finds the one that was fetched before', async () => {
  mkdirSync(join(packageFolder, 'dist'));
  writeFileSync(join(packageFolder, 'dist/electron'), '');
  writeFileSync(join(packageFolder, 'path.txt'), 'electron');
  expect(await find()).toEqual({ kind: 'found', executable: join(packageFolder, 'dist/electron') });
});

it('does not believe a note of what is gone', async () => {
  writeFileSync(join(packageFolder, 'path.txt'), 'electron');
  expect((await find()).kind).toBe('missing');
});

it('takes one that is named, whatever else holds', async () => {
  const environment = { SYNCFLOW_ELECTRON_DIST: '/opt/electron' };
  expect(await find({ environment, userId: 0 })).toEqual({
    kind: 'found',
    executable: join('/opt/electron', 'electron'),
  });
});

it.each<[string, Partial<ElectronNeeds>, string]>([
  ['a computer without a display', { environment: CLOSED }, 'there is no display'],
  ['the root user', { userId: 0 }, 'Electron does not run as root'],
  ['a network that leads nowhere', {}, 'Electron is not installed and cannot be fetched from here'],
  [
    'a mirror that is no address',
    { environment: { ...desk, ELECTRON_MIRROR: 'x' } },
    'Electron is not installed and cannot be fetched from here',
  ],
])('says why there is none: %s', async (_name, change, why) => {
  expect(await find(change)).toEqual({ kind: 'missing', why });
});
