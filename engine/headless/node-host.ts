// What a headless host lends the engine: Node's clock, a log of lines, the process and the migrations beside the program.

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Settings } from '../config.ts';
import type { EngineHost } from '../create-engine.ts';
import { secretsOf } from '../host/log-text.ts';
import type { Clock } from '../host.ts';
import type { PageThreads } from '../index.ts';
import { createLineLog } from './line-log.ts';
import { createProcessIdentity } from './process-identity.ts';
import { readProgramVersion } from './program-version.ts';

const PROGRAM_FOLDER = resolve(import.meta.dirname, '../..');
const CODE_CACHE = 'code-cache';
const MIGRATIONS_FOLDER = resolve(PROGRAM_FOLDER, 'migrations');

export function createNodeClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    // By hand: most sleeps are deadlines that are ended early, and Node's own makes an error with a stack for each of them.
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      const wakeUp = (): void => resolve();
      const timer = setTimeout(wakeUp, ms);
      signal?.addEventListener('abort', wakeUp, { once: true });
      await promise;
      clearTimeout(timer);
      signal?.removeEventListener('abort', wakeUp);
      signal?.throwIfAborted();
    },
  };
}

/**
 * Two page workers where there are cores for them: each has a heap of its own, and more would wait for the run. Their
 * compiled code is kept in the data folder, which nobody else may write to: starting takes a third of the time.
 */
export function nodePageThreads(file: URL, dataDir: () => string): PageThreads {
  const { node, icu = '', tz = '', unicode = '' } = process.versions;
  const rules = [readProgramVersion(), node, icu, tz, unicode].join(' ');
  return {
    file,
    count: Math.min(2, availableParallelism()),
    fromRows: 20_000,
    rules,
    environment: () => ({ NODE_COMPILE_CACHE: join(dataDir(), CODE_CACHE), ...process.env }),
  };
}

export interface NodeHostNeeds {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly writeLine: (line: string) => void;
}

export function createNodeHost({ settings, clock, writeLine }: NodeHostNeeds): EngineHost {
  return {
    settings,
    clock,
    log: createLineLog({ clock, level: () => settings().log_level, secrets: () => secretsOf(settings()), writeLine }),
    process: createProcessIdentity(),
    migrationsDir: MIGRATIONS_FOLDER,
    pageThreads: nodePageThreads(new URL('../pipeline/page-worker.ts', import.meta.url), () => settings().data_dir),
  };
}
