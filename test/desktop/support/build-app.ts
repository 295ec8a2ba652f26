// Lays the app out as a package does, with the specs' page in place of the console: what Electron is pointed at.

import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { buildDesktop } from '../../../main/launch/build-desktop.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const PAGE = join(import.meta.dirname, '../page');

/** The folder to start; below the repository, so that native modules are found. */
export const PROBE_APP = join(REPOSITORY, 'dist/desktop-under-test');

export async function buildAppUnderTest(): Promise<void> {
  mkdirSync(PROBE_APP, { recursive: true });
  const about = { name: 'syncflow', productName: 'SyncFlow', version: '0.0.0-test', type: 'module' };
  writeFileSync(join(PROBE_APP, 'package.json'), JSON.stringify({ ...about, main: 'dist/desktop/main.js' }));
  const migrations = join(PROBE_APP, 'migrations');
  if (!existsSync(migrations)) symlinkSync(join(REPOSITORY, 'migrations'), migrations, 'dir');
  await buildDesktop(join(PROBE_APP, 'dist/desktop'));
  const renderer = join(PROBE_APP, 'dist/renderer');
  await build({
    configFile: false,
    root: PAGE,
    logLevel: 'warn',
    build: {
      outDir: renderer,
      emptyOutDir: true,
      lib: { entry: join(PAGE, 'page.ts'), formats: ['es'], fileName: () => 'page.js' },
    },
  });
  cpSync(join(PAGE, 'index.html'), join(renderer, 'index.html'));
}
