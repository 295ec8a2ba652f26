// Where a benchmark keeps its files: prepared rows, states to begin from, and the state of the run at work.

import { cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PrepareOrders } from '../../../sandbox/bench/prepare-process.ts';
import { readFacts, type RowFileFacts } from '../../../sandbox/bench/row-file.ts';
import type { Dataset } from './scenarios.ts';
import { startWorker } from './worker.ts';

const PREPARE = resolve(import.meta.dirname, '../../../sandbox/bench/prepare-process.ts');

export interface PreparedRows {
  readonly path: string;
  readonly facts: RowFileFacts;
}

export interface BenchFolder {
  /** Renders the rows, the first time they are asked for. */
  prepare(dataset: Dataset, options?: { readonly withLines: boolean }): Promise<PreparedRows>;
  /** A data directory for the engine: empty, or a copy of a kept one. */
  newState(keptAs: string | null): Promise<string>;
  /** Keeps the state of the run as the beginning of others. */
  keepState(name: string): Promise<void>;
  stateBytes(): Promise<number>;
  pathOf(name: string): string;
  remove(): Promise<void>;
}

export async function createBenchFolder(dataDir: string | undefined): Promise<BenchFolder> {
  const parent = dataDir === undefined ? tmpdir() : resolve(dataDir);
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'syncflow-bench-'));
  const pathOf = (name: string): string => join(folder, name);
  const state = pathOf('state');
  const prepared = new Map<string, PreparedRows>();
  return {
    prepare: async (dataset, { withLines } = { withLines: false }) => {
      const name = `${dataset.kind}-${dataset.rows}${withLines ? '-lines' : ''}`;
      const before = prepared.get(name);
      if (before !== undefined) return before;
      const path = pathOf(name);
      const worker = startWorker<PrepareOrders>({ file: PREPARE });
      try {
        await worker.order('prepare', { path, ...dataset, withLines });
      } finally {
        await worker.stop();
      }
      const rows = { path, facts: readFacts(path) };
      prepared.set(name, rows);
      return rows;
    },
    newState: async (keptAs) => {
      await rm(state, { recursive: true, force: true });
      if (keptAs === null) await mkdir(state);
      else await cp(pathOf(keptAs), state, { recursive: true });
      return state;
    },
    keepState: async (name) => {
      await rm(pathOf(name), { recursive: true, force: true });
      await cp(state, pathOf(name), { recursive: true });
    },
    stateBytes: async () => {
      const files = await readdir(state);
      const sizes = await Promise.all(files.map(async (file) => (await stat(join(state, file))).size));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    pathOf,
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
