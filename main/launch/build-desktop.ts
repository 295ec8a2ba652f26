// Bundles what Electron loads: main and the engine's process as ES modules, preload as the one CommonJS file that a
// sandboxed preload may be. Only Electron and the native database driver stay outside.
//
//   node main/launch/build-desktop.ts [folder]      default: dist/desktop

import { join, resolve } from 'node:path';
import { build, type InlineConfig } from 'vite';

const SOURCES = resolve(import.meta.dirname, '..');
const OUTSIDE = ['electron', 'better-sqlite3', 'pg-native', /^node:/];

/** `folder` is emptied first. */
export async function buildDesktop(folder: string): Promise<void> {
  const entries = {
    main: join(SOURCES, 'main.ts'),
    'engine-process': join(SOURCES, 'engine/engine-process.ts'),
  };
  await build(configFor({ folder, entries, format: 'es', ending: '.js', isFirst: true }));
  const preload = { preload: join(SOURCES, 'preload/preload.ts') };
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
    root: SOURCES,
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
  await buildDesktop(resolve(process.argv[2] ?? join(SOURCES, '../dist/desktop')));
}
