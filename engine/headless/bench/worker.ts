// A process that a benchmark forks: typed orders to it, its cost, and its end.

import { fork, type ChildProcess } from 'node:child_process';
import { EngineError } from '../../failures/engine-error.ts';
import type { Order, ProcessCost, Reply } from '../../../sandbox/bench/serve-orders.ts';

/** The orders of a process by name, as its own file exports them. */
type OrderMap = Readonly<Record<string, (input: never) => unknown>>;

export interface Worker<Orders extends OrderMap> {
  order<Name extends keyof Orders & string>(
    name: Name,
    input: Parameters<Orders[Name]>[0],
  ): Promise<Awaited<ReturnType<Orders[Name]>>>;
  /** Since it began. */
  cost(): Promise<ProcessCost>;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly file: string;
  readonly nodeOptions?: readonly string[];
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function startWorker<Orders extends OrderMap>({ file, nodeOptions = [] }: WorkerOptions): Worker<Orders> {
  const child: ChildProcess = fork(file, [], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
    // Standard output belongs to the command's answer.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  const ended = Promise.withResolvers<void>();
  let isStopped = false;
  let lastId = 0;
  child.on('message', (reply: Reply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'done') asker?.resolve(reply.value);
    else asker?.reject(new EngineError('state', `A process of the benchmark failed: ${reply.message}`));
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new EngineError('state', `A process of the benchmark ended early, with ${signal ?? code}: ${file}`));
    }
    waiting.clear();
    ended.resolve();
  });
  const send = async (name: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, name, input } satisfies Order, (error) => {
        if (error !== null) reject(new EngineError('state', `A process of the benchmark is gone: ${file}`));
      });
    });
  return {
    // Both ends are typed by the same map.
    order: async (name, input) => (await send(name, input)) as never,
    cost: async () => (await send('cost', null)) as ProcessCost,
    stop: async () => {
      if (!isStopped && child.connected) child.disconnect();
      isStopped = true;
      await ended.promise;
    },
  };
}
