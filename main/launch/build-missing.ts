// Builds what `npm start` needs and what is not there, or is older than its sources.

import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { buildDesktop } from './build-desktop.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
export const PAGES = join(REPOSITORY, 'dist/renderer');
const DESKTOP = join(REPOSITORY, 'dist/desktop');

/** `say` gets a line before each build that is needed. */
export async function buildMissingPages(say: (line: string) => void): Promise<void> {
  const sources = ['renderer', 'engine/contract', 'main/contract', 'vite.config.ts', 'package-lock.json'];
  if (isCurrent(join(PAGES, 'index.html'), sources)) return;
  say('Building the console …');
  await build({ configFile: join(REPOSITORY, 'vite.config.ts'), logLevel: 'warn' });
}

export async function buildMissingDesktop(say: (line: string) => void): Promise<void> {
  const sources = ['main', 'engine', 'sandbox', 'package-lock.json'];
  if (isCurrent(join(DESKTOP, 'preload.cjs'), sources)) return;
  say('Building the desktop app …');
  await buildDesktop(DESKTOP);
}

function isCurrent(output: string, sources: readonly string[]): boolean {
  const builtMs = changedMs(output);
  return builtMs !== null && sources.every((source) => newestMs(join(REPOSITORY, source)) <= builtMs);
}

function newestMs(path: string): number {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs;
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(about.mtimeMs, ...names.map((name) => statSync(join(path, name)).mtimeMs));
}

function changedMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
