// Where Electron's executable is: here, fetched now, or nowhere, with the reason in half a sentence.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type FoundElectron =
  { readonly kind: 'found'; readonly executable: string } | { readonly kind: 'missing'; readonly why: string };

export interface ElectronNeeds {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** POSIX user number; Electron's sandbox does not start for 0. */
  readonly userId: number | null;
  /** The folder of the electron package. */
  readonly packageFolder: string;
  readonly say: (line: string) => void;
}

const MIRROR = 'https://github.com/electron/electron/releases/download/';
/** A network that does not answer by then is none. */
const ANSWER_MS = 4000;
/** About 120 MB on a slow line; what takes longer is fetched by hand. */
const FETCH_MS = 180_000;

export function electronPackageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

export async function findElectron(needs: ElectronNeeds): Promise<FoundElectron> {
  const { environment, platform, userId, packageFolder } = needs;
  // Named by somebody who knows: taken as it is.
  const own = environment['SYNCFLOW_ELECTRON_DIST'];
  if (own !== undefined) return { kind: 'found', executable: join(own, executableName(platform)) };
  if (platform === 'linux' && (environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'] ?? '') === '') {
    return { kind: 'missing', why: 'there is no display' };
  }
  if (platform === 'linux' && userId === 0) return { kind: 'missing', why: 'Electron does not run as root' };
  const here = installedIn(packageFolder);
  if (here !== null) return { kind: 'found', executable: here };
  if (!(await canBeFetched(environment))) {
    return { kind: 'missing', why: 'Electron is not installed and cannot be fetched from here' };
  }
  needs.say('Fetching Electron, once …');
  await fetchElectron(packageFolder);
  const fetched = installedIn(packageFolder);
  return fetched === null
    ? { kind: 'missing', why: 'Electron could not be fetched (npx install-electron says why)' }
    : { kind: 'found', executable: fetched };
}

function executableName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** As the electron package itself notes it down after it was fetched. */
function installedIn(packageFolder: string): string | null {
  const note = join(packageFolder, 'path.txt');
  if (!existsSync(note)) return null;
  const executable = join(packageFolder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(executable) ? executable : null;
}

async function canBeFetched(environment: ElectronNeeds['environment']): Promise<boolean> {
  const mirror = environment['ELECTRON_MIRROR'] ?? environment['npm_config_electron_mirror'] ?? MIRROR;
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch (error) {
    // No name, no way, no answer in time, no address at all: whatever it is, nothing comes from there.
    if (error instanceof Error) return false;
    throw error;
  }
}

function fetchElectron(packageFolder: string): Promise<void> {
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], { stdio: 'ignore', timeout: FETCH_MS });
  return new Promise((resolve) => {
    // Whether it worked is seen by what is there then.
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
