// Where Chrome, Chromium or Edge may be on this computer. Looks, never installs: that is install-browser.ts.

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { posix, win32 } from 'node:path';
import { chromium } from 'playwright';

export interface Computer {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Names a different browser than the ones found; it must start. */
const BROWSER_VARIABLE = 'SYNCFLOW_BROWSER';

const NAMES_ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
const LINUX_PROGRAMS = ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
const MAC_PROGRAMS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];
const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];

/** Paths to look at, the likeliest first. Pure. */
export function browserPaths({ platform, environment }: Computer): readonly string[] {
  switch (platform) {
    case 'win32':
      return WINDOWS_FOLDERS.flatMap((name) => environment[name] ?? []).flatMap((folder) =>
        WINDOWS_PROGRAMS.map((program) => win32.join(folder, program)),
      );
    case 'darwin': {
      const folders = [
        '/Applications',
        ...(environment['HOME'] === undefined ? [] : [`${environment['HOME']}/Applications`]),
      ];
      return folders.flatMap((folder) => MAC_PROGRAMS.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
    }
    default: {
      const onPath = (environment['PATH'] ?? '').split(posix.delimiter).filter((folder) => folder.startsWith('/'));
      const folders = [...new Set([...onPath, ...LINUX_FOLDERS])];
      return [...folders.flatMap((folder) => NAMES_ON_PATH.map((name) => posix.join(folder, name))), ...LINUX_PROGRAMS];
    }
  }
}

/** The first browser that starts, or null. Throws where the variable names one that does not. */
export function findBrowser(computer: Computer = thisComputer()): string | null {
  const wanted = computer.environment[BROWSER_VARIABLE];
  if (wanted !== undefined && wanted !== '') {
    if (starts(wanted, computer.platform)) return wanted;
    throw new Error(`${BROWSER_VARIABLE} names ${wanted}, which does not start. Correct it, or unset it.`);
  }
  return [...browserPaths(computer), chromium.executablePath()].find((path) => starts(path, computer.platform)) ?? null;
}

function thisComputer(): Computer {
  return { platform: process.platform, environment: process.env };
}

/** Some systems have a script by that name which only says how to install one. */
function starts(path: string, platform: NodeJS.Platform): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  // On Windows `--version` opens a window.
  return platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
