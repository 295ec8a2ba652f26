// Forks the engine's process, lends it what it needs, watches over it, and hands channels to it. Main asks only here.

import type { MessagePortMain, UtilityProcess } from 'electron';
import type { Clock, Log } from '../../engine/index.ts';
import { createLatest, type Latest } from '../latest.ts';
import {
  fromEngineSchema,
  type FromEngine,
  type InterruptedRun,
  type LiveRun,
  type ToEngine,
} from './engine-messages.ts';
import { NOT_STARTED, supervise, type SuperviseEvent, type Supervision } from './supervise.ts';

export interface EngineStatus {
  readonly supervision: Supervision;
  readonly runs: readonly LiveRun[];
  /** Cut off by a crash; the operator is offered to go on with them. */
  readonly interrupted: readonly InterruptedRun[];
  /** Known once the engine was ready for the first time. */
  readonly dataDir: string | null;
}

export interface EngineHostNeeds {
  readonly fork: () => UtilityProcess;
  readonly clock: Clock;
  readonly log: Log;
  /** Settings that go by message, secrets among them; asked at each start. */
  readonly lentEnvironment: () => Promise<Readonly<Record<string, string>>>;
  readonly onRunEnded: (run: Extract<FromEngine, { kind: 'run-ended' }>) => void;
  readonly onCommandRefused: (reason: string) => void;
}

export interface EngineHost {
  readonly status: Latest<EngineStatus>;
  start(): void;
  /** Ends the process and starts it anew, so that it works with settings that were lent since. */
  restart(): void;
  /** False where there is no engine to take it. */
  send(message: ToEngine, transfer?: readonly MessagePortMain[]): boolean;
  /** Resolves when the process is gone, by itself or because `kill` was called. */
  drain(mode: 'pause' | 'stop'): Promise<void>;
  kill(): void;
  /** The machine woke up. */
  forgiveSilence(): void;
  /** Stops watching; the process is left as it is. */
  release(): void;
}

const TICK_MS = 250;
/** A process that is stopped, or hangs in the system, takes no polite word. */
const KILL_AFTER_MS = 2000;

export function createEngineHost(needs: EngineHostNeeds): EngineHost {
  const { clock, log } = needs;
  const status = createLatest<EngineStatus>({ supervision: NOT_STARTED, runs: [], interrupted: [], dataDir: null });
  let supervision = NOT_STARTED;
  let child: UtilityProcess | null = null;
  /** Said before the process was up; null once it is. */
  let early: { readonly message: ToEngine; readonly transfer: readonly MessagePortMain[] }[] | null = null;
  let exited = Promise.withResolvers<undefined>();
  let restartsAfterExit = false;

  const update = (change: Partial<EngineStatus>): void => status.set({ ...status.get(), ...change });

  const step = (event: SuperviseEvent): void => {
    const before = supervision;
    const { next, effects } = supervise(before, event, clock.monotonic());
    supervision = next;
    // Signs of life come every two seconds and are nobody's news.
    if (next.phase !== before.phase || next.reason !== before.reason) {
      log.info('The engine changed its state', { from: before.phase, to: next.phase });
      update({ supervision: next });
    }
    for (const effect of effects) {
      if (effect === 'fork') fork();
      else end();
    }
  };

  const fork = (): void => {
    exited = Promise.withResolvers();
    const forked = needs.fork();
    child = forked;
    early = [];
    forked.once('spawn', () => void greet(forked));
    forked.on('message', hear);
    forked.once('exit', leave);
  };
  const greet = async (forked: UtilityProcess): Promise<void> => {
    const environment = await needs.lentEnvironment();
    if (child !== forked) return;
    forked.postMessage({ kind: 'start', environment: { ...environment } } satisfies ToEngine);
    for (const { message, transfer } of early ?? []) forked.postMessage(message, [...transfer]);
    early = null;
  };
  const say = (message: ToEngine, transfer: readonly MessagePortMain[] = []): boolean => {
    if (child === null) return false;
    if (early === null) child.postMessage(message, [...transfer]);
    else early.push({ message, transfer });
    return true;
  };
  const leave = (code: number): void => {
    log[code === 0 ? 'info' : 'warn']('The engine process ended', { code });
    child = null;
    update({ runs: [] });
    step({ kind: 'exited', code });
    exited.resolve(undefined);
    if (restartsAfterExit) {
      restartsAfterExit = false;
      step({ kind: 'start' });
    }
  };

  /** Politely, and where that is not heard, as the system ends what hangs. */
  const end = (): void => {
    const ended = child;
    if (ended === null) return;
    ended.kill();
    const timer = setTimeout(() => {
      if (child === ended && ended.pid !== undefined) process.kill(ended.pid, 'SIGKILL');
    }, KILL_AFTER_MS);
    ended.once('exit', () => clearTimeout(timer));
  };

  const hear = (raw: unknown): void => {
    const parsed = fromEngineSchema.safeParse(raw);
    if (!parsed.success) {
      log.error('The engine sent a message that nobody knows');
      return;
    }
    const message = parsed.data;
    step({ kind: 'heard' });
    switch (message.kind) {
      case 'ready':
        update({ dataDir: message.dataDir, interrupted: message.interrupted });
        step({ kind: 'ready' });
        return;
      case 'refused':
        log.error('The engine cannot work', { reason: message.reason });
        step({ kind: 'refused', reason: message.reason });
        return;
      case 'beat':
        return;
      case 'activity':
        update({ runs: message.runs, interrupted: withoutLive(status.get().interrupted, message.runs) });
        return;
      case 'run-ended':
        needs.onRunEnded(message);
        return;
      case 'command-refused':
        needs.onCommandRefused(message.reason);
        return;
      case 'log':
        log[message.level](message.message, message.fields);
    }
  };

  const timer = setInterval(() => step({ kind: 'tick' }), TICK_MS);

  return {
    status,
    start: () => step({ kind: 'start' }),
    restart: () => {
      if (child === null) {
        step({ kind: 'start' });
        return;
      }
      restartsAfterExit = true;
      step({ kind: 'drain' });
      say({ kind: 'drain', mode: 'pause' });
    },
    send: say,
    drain: async (mode) => {
      restartsAfterExit = false;
      step({ kind: 'drain' });
      if (!say({ kind: 'drain', mode })) return;
      await exited.promise;
    },
    kill: end,
    forgiveSilence: () => step({ kind: 'resumed' }),
    release: () => clearInterval(timer),
  };
}

function withoutLive(interrupted: readonly InterruptedRun[], live: readonly LiveRun[]): readonly InterruptedRun[] {
  const atWork = new Set(live.map((run) => run.batchUid));
  return interrupted.filter((run) => !atWork.has(run.batchUid));
}
