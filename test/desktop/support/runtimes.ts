// What the specs run on: the stand-in always, real Electron where its binary is.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Runtime {
  readonly name: string;
  readonly isReal: boolean;
  /** The folder with Electron's executable, for ELECTRON_OVERRIDE_DIST_PATH. */
  readonly folder: string;
}

const STANDIN: Runtime = {
  name: 'the stand-in',
  isReal: false,
  folder: join(import.meta.dirname, '../standin/bin'),
};

/** `SYNCFLOW_ELECTRON_DIST`, or what `npx install-electron` left. Never downloads. */
export function findRealElectron(): Runtime | null {
  const about = createRequire(import.meta.url).resolve('electron/package.json');
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string };
  const folder = process.env['SYNCFLOW_ELECTRON_DIST'] ?? join(dirname(about), 'dist');
  const executable = process.platform === 'win32' ? 'electron.exe' : 'electron';
  return existsSync(join(folder, executable)) ? { name: `Electron ${version}`, isReal: true, folder } : null;
}

export function runtimes(): readonly Runtime[] {
  const real = findRealElectron();
  return real === null ? [STANDIN] : [STANDIN, real];
}
