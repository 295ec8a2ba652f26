// Lays the app out as a package does, twice over one build of the desktop: with the specs' own page, for what only code
// asks, and with the real console, for what people see.

import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { buildDesktop } from '../../../main/launch/build-desktop.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const PAGE = join(import.meta.dirname, '../page');

/** The folders to start; below the repository, so that native modules are found. */
export const PROBE_APP = join(REPOSITORY, 'dist/desktop-under-test/probe');
export const CONSOLE_APP = join(REPOSITORY, 'dist/desktop-under-test/console');

export async function buildAppsUnderTest(): Promise<void> {
  for (const app of [PROBE_APP, CONSOLE_APP]) layOut(app);
  const desktop = join(PROBE_APP, 'dist/desktop');
  await buildDesktop(desktop);
  const copied = join(CONSOLE_APP, 'dist/desktop');
  rmSync(copied, { recursive: true, force: true });
  cpSync(desktop, copied, { recursive: true });
  await buildProbe(join(PROBE_APP, 'dist/renderer'));
  await build({
    configFile: join(REPOSITORY, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(CONSOLE_APP, 'dist/renderer'), emptyOutDir: true },
  });
}

function layOut(app: string): void {
  mkdirSync(app, { recursive: true });
  const about = { name: 'syncflow', productName: 'SyncFlow', version: '0.0.0-test', type: 'module' };
  writeFileSync(join(app, 'package.json'), JSON.stringify({ ...about, main: 'dist/desktop/main.js' }));
  const migrations = join(app, 'migrations');
  if (!existsSync(migrations)) symlinkSync(join(REPOSITORY, 'migrations'), migrations, 'dir');
}

async function buildProbe(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: PAGE,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      lib: { entry: join(PAGE, 'page.ts'), formats: ['es'], fileName: () => 'page.js' },
    },
  });
  cpSync(join(PAGE, 'index.html'), join(folder, 'index.html'));
}
