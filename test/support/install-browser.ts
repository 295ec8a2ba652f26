// A browser for the tests, always: the one that is here, else one that is installed now, else an error with the one
// command to run. Browser tests are never left out in silence.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.ts';

export interface Installer {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
}

type Command = readonly [program: string, ...parameters: string[]];

const PACKAGES = ['chromium', 'fonts-liberation'];
const PLAYWRIGHT: Command = ['npx', 'playwright', 'install', 'chromium'];

/** Ways to a browser, in the order they are tried; each is a list of commands that all have to go through. Pure. */
export function installWays({ isRoot, hasApt }: Installer): readonly (readonly Command[])[] {
  const ways: (readonly Command[])[] = [];
  if (isRoot && hasApt) {
    ways.push([
      ['apt-get', 'update'],
      ['apt-get', 'install', '--yes', '--no-install-recommends', ...PACKAGES],
    ]);
  }
  return [...ways, [PLAYWRIGHT]];
}

/** What a person types when nothing above went through. Pure. */
export function commandToRun({ platform, isRoot, hasApt }: Installer): string {
  if (platform === 'linux' && hasApt) return `${isRoot ? '' : 'sudo '}apt-get install --yes ${PACKAGES.join(' ')}`;
  return `${PLAYWRIGHT.join(' ')}${platform === 'linux' ? ' --with-deps' : ''}`;
}

/** The path of a browser that starts. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found !== null) return found;
  const installer = describeInstaller();
  for (const way of installWays(installer)) {
    if (!way.every(run)) continue;
    const installed = findBrowser();
    if (installed !== null) return installed;
  }
  throw new Error(
    `The browser tests need Chrome, Chromium or Edge, and none could be installed. Run: ${commandToRun(installer)}`,
  );
}

function describeInstaller(): Installer {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
  };
}

function run(command: Command): boolean {
  const [program, ...parameters] = command;
  process.stdout.write(`No browser here yet: ${command.join(' ')}\n`);
  const { status } = spawnSync(program, parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: process.platform === 'win32',
    timeout: 10 * 60_000,
  });
  return status === 0;
}
