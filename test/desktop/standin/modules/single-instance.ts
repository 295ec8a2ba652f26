// One program per user-data folder: a file with the owner's process number, taken over where its owner is gone. A
// second program leaves a letter beside it and rings with a signal.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Letter {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly told: unknown;
}

/** True for the first; `onLetter` is called for each later one. */
export function lockInstance(userData: string, told: unknown, onLetter: (letter: Letter) => void): boolean {
  const lock = join(userData, 'standin.lock');
  const letters = join(userData, 'standin-letters');
  mkdirSync(letters, { recursive: true });
  const owner = readOwner(lock);
  if (owner !== null) {
    const letter: Letter = { argv: process.argv, folder: process.cwd(), told };
    writeFileSync(join(letters, `${process.pid}.json`), JSON.stringify(letter));
    process.kill(owner, 'SIGUSR2');
    return false;
  }
  writeFileSync(lock, String(process.pid));
  process.on('SIGUSR2', () => {
    for (const name of readdirSync(letters)) {
      const path = join(letters, name);
      const letter = JSON.parse(readFileSync(path, 'utf8')) as Letter;
      rmSync(path);
      onLetter(letter);
    }
  });
  return true;
}

function readOwner(lock: string): number | null {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    process.kill(owner, 0);
    return owner === process.pid ? null : owner;
  } catch {
    // No such file, or no such process.
    return null;
  }
}
