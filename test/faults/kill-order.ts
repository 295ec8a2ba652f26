// What a killable process has to do and where it dies; and how the campaign starts one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Settings } from '../../engine/config.ts';
import type { RetryMode } from '../../engine/operations/retry-failed.ts';
import type { SyncType } from '../../engine/repositories/batch-repository.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';
import type { Random } from '../../sandbox/exact/random.ts';

/** `sending`: some milliseconds after a chunk left; `in_write`: within a transaction of the run, before its commit. */
export const KILL_POINTS = [
  'before_send',
  'sending',
  'after_send',
  'before_write',
  'in_write',
  'after_write',
  'after_fetch',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

export type Work =
  | {
      readonly kind: 'sync';
      readonly entities: readonly string[] | 'all';
      readonly syncType: SyncType | null;
      readonly pageSize: number;
    }
  | { readonly kind: 'retry'; readonly mode: RetryMode }
  | { readonly kind: 'approve'; readonly entity: string };

export interface KillOrder {
  /** Page workers read sources of so many rows and more. */
  readonly pageThreadsFromRows?: number;
  readonly servers: Pick<Sandbox, 'apismith' | 'schedulehub'>;
  readonly dataDir: string;
  readonly settings: Partial<Settings['sync']>;
  readonly work: Work;
  /** Null: killed from outside, or not at all. */
  readonly point: KillPoint | null;
  readonly nth: number;
  readonly delayMs: number;
  /** From outside, so long after the process is ready. */
  readonly killAfterMs: number | null;
}

export type Death = Pick<KillOrder, 'point' | 'nth' | 'delayMs' | 'killAfterMs'>;

/** A way to die, anywhere within the first `calls` calls or `ms` milliseconds. */
export function chooseDeath(random: Random, { calls, ms }: { readonly calls: number; readonly ms: number }): Death {
  if (random.chance(0.25)) return { point: null, nth: 0, delayMs: 0, killAfterMs: random.int(ms) };
  const point = random.pick(KILL_POINTS);
  return { point, nth: 1 + random.int(calls), delayMs: random.int(6), killAfterMs: null };
}

export type Ending = 'killed' | 'finished';

/** Runs the process to its end; throws with what it wrote where it ended in any other way than told. */
export async function runKillable(order: KillOrder): Promise<Ending> {
  const script = join(import.meta.dirname, 'killable-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaints = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (bytes: Buffer) => {
    if (said === '' && order.killAfterMs !== null) timer = setTimeout(() => child.kill('SIGKILL'), order.killAfterMs);
    said += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    complaints += bytes.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  if (signal === 'SIGKILL') return 'killed';
  if (code === 0) return 'finished';
  throw new Error(`The process ended with ${code ?? signal}: ${complaints.slice(0, 2000)}`);
}
