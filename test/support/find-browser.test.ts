// Which browser the tests take, and what they do where there is none.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserPaths, findBrowser } from './find-browser.ts';
import { commandToRun, installWays } from './install-browser.ts';

describe('where a browser may be', () => {
  it('is on PATH first on Linux, each folder once, and never in the folder at hand', () => {
    const paths = browserPaths({ platform: 'linux', environment: { PATH: '/tools:/usr/bin:.:' } });
    expect(paths[0]).toBe('/tools/chromium');
    expect(paths.filter((path) => path === '/usr/bin/chromium')).toHaveLength(1);
    expect(paths.every((path) => path.startsWith('/'))).toBe(true);
    expect(paths).toContain('/opt/google/chrome/chrome');
  });

  it.each([
    ['darwin', { HOME: '/Users/ada' }, '/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium'],
    ['win32', { PROGRAMFILES: 'C:\\Program Files' }, 'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe'],
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\ada\\Local' },
      'C:\\Users\\ada\\Local\\Google\\Chrome\\Application\\chrome.exe',
    ],
  ] as const)('is among the usual programs of %s', (platform, environment, path) => {
    expect(browserPaths({ platform, environment })).toContain(path);
  });
});

describe('finding a browser', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'syncflow-browser-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(name: string, exitCode: number): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('passes over a script that only says how to install one', () => {
    program('chromium', 1);
    const chrome = program('google-chrome', 0);
    expect(findBrowser({ platform: 'linux', environment: { PATH: folder } })).toBe(chrome);
  });

  it('takes the one that is asked for, and refuses where that does not start', () => {
    const wanted = program('my-browser', 0);
    expect(findBrowser({ platform: 'linux', environment: { SYNCFLOW_BROWSER: wanted } })).toBe(wanted);
    const missing = join(folder, 'nothing');
    expect(() => findBrowser({ platform: 'linux', environment: { SYNCFLOW_BROWSER: missing } })).toThrow(missing);
  });
});

describe('installing a browser', () => {
  it('goes by apt-get first where root is on Debian, and by Playwright everywhere', () => {
    const first = (isRoot: boolean, hasApt: boolean) =>
      installWays({ platform: 'linux', isRoot, hasApt }).map((way) => way.at(-1)?.[0]);
    expect(first(true, true)).toEqual(['apt-get', 'npx']);
    expect(first(false, true)).toEqual(['npx']);
    expect(first(true, false)).toEqual(['npx']);
  });

  it.each([
    [{ platform: 'linux', isRoot: false, hasApt: true }, 'sudo apt-get install --yes chromium fonts-liberation'],
    [{ platform: 'linux', isRoot: true, hasApt: true }, 'apt-get install --yes chromium fonts-liberation'],
    [{ platform: 'linux', isRoot: false, hasApt: false }, 'npx playwright install chromium --with-deps'],
    [{ platform: 'win32', isRoot: false, hasApt: false }, 'npx playwright install chromium'],
  ] as const)('names one command where nothing went through: %o', (installer, command) => {
    expect(commandToRun(installer)).toBe(command);
  });
});
