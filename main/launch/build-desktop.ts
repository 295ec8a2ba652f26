// Bundles what Electron loads: main, the engine's process and the sandbox's thread as ES modules, preload as the one
// CommonJS file that a sandboxed preload may be. Only Electron and the native database driver stay outside.
//
//   node main/launch/build-desktop.ts [folder]      default: dist/desktop

import { cpSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type InlineConfig } from 'vite';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const OUTSIDE = ['electron', 'better-sqlite3', 'pg-native', /^node:/];

/** `folder` is emptied first. */
export async function buildDesktop(folder: string): Promise<void> {
  const source = (path: string): string => join(REPOSITORY, path);
  const entries = {
    main: source('main/main.ts'),
    'engine-process': source('main/engine/engine-process.ts'),
    'page-worker': source('engine/pipeline/page-worker.ts'),
  };
  await build(configFor({ folder, entries, format: 'es', ending: '.js', isFirst: true }));
  // Apart, so that it shares no file with the others: it looks for its data beside its own folder.
  const sandbox = { 'sandbox/sandbox-worker': source('sandbox/sandbox-worker.ts') };
  await build(configFor({ folder, entries: sandbox, format: 'es', ending: '.js', isFirst: false }));
  cpSync(source('sandbox/data'), join(folder, 'data'), { recursive: true });
  for (const name of readdirSync(source('sandbox/entities')).filter((file) => file.endsWith('.json'))) {
    cpSync(join(source('sandbox/entities'), name), join(folder, 'entities', name));
  }
  // Last: what is there with it is whole.
  const preload = { preload: source('main/preload/preload.ts') };
  await build(configFor({ folder, entries: preload, format: 'cjs', ending: '.cjs', isFirst: false }));
}

interface BundleWish {
  readonly folder: string;
  readonly entries: Readonly<Record<string, string>>;
  readonly format: 'es' | 'cjs';
  readonly ending: '.js' | '.cjs';
  readonly isFirst: boolean;
}

function configFor({ folder, entries, format, ending, isFirst }: BundleWish): InlineConfig {
  return {
    configFile: false,
    root: REPOSITORY,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['electron', 'better-sqlite3'], target: 'node' },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: isFirst,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { ...entries },
        external: OUTSIDE,
        output: { format, entryFileNames: `[name]${ending}`, chunkFileNames: `[name]-[hash]${ending}` },
      },
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  await buildDesktop(resolve(process.argv[2] ?? join(REPOSITORY, 'dist/desktop')));
}
