// The version of the program, as package.json says it.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

export function readProgramVersion(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
