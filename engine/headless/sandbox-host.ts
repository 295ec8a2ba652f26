// Lends the engine the sandbox in a worker thread. The thread's file is named by path: the engine does not import it.

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../failures/engine-error.ts';
import type { ExpectedDelta, RunningSandbox, SandboxHost, SandboxStart } from '../host/sandbox-host.ts';
import { fromSandboxSchema, type FromSandbox, type ToSandbox } from '../host/sandbox-messages.ts';

export interface SandboxFiles {
  /** The script of the thread. */
  readonly worker: string;
  /** Folder of the entity files that fit. */
  readonly entities: string;
}

const SANDBOX_FOLDER = resolve(import.meta.dirname, '../../sandbox');

/** Where they are when the program runs from its sources. */
export const SANDBOX_SOURCES: SandboxFiles = {
  worker: join(SANDBOX_FOLDER, 'sandbox-worker.ts'),
  entities: join(SANDBOX_FOLDER, 'entities'),
};

export function createSandboxHost(files: SandboxFiles): SandboxHost {
  return {
    start: (start) => startThread(files.worker, start),
    entityFiles: async () => {
      const names = (await readdir(files.entities)).filter((name) => name.endsWith('.json')).sort();
      return Promise.all(
        names.map(async (name) => ({ file: name, text: await readFile(join(files.entities, name), 'utf8') })),
      );
    },
  };
}

type Answer = Extract<FromSandbox, { readonly id: number }>;
type Asking = { readonly [Kind in 'change' | 'disturb']: Omit<Extract<ToSandbox, { kind: Kind }>, 'id'> };

async function startThread(script: string, start: SandboxStart): Promise<RunningSandbox> {
  const thread = new Worker(script, { workerData: start });
  const ended = endOf(thread);
  const first = await Promise.race([
    firstMessage(thread),
    ended.then((reason) => ({ kind: 'refused' as const, reason })),
  ]);
  if (first.kind === 'refused') {
    await thread.terminate();
    throw new EngineError('usage', `The sandbox cannot start. ${first.reason}`, { details: { path: start.folder } });
  }
  const answers = new Map<number, PromiseWithResolvers<Answer>>();
  thread.on('message', (raw) => {
    const message = fromSandboxSchema.parse(raw);
    if (message.kind === 'done' || message.kind === 'failed') answers.get(message.id)?.resolve(message);
  });
  void ended.then((reason) => {
    for (const [id, { resolve: answer }] of answers) answer({ kind: 'failed', id, reason });
  });
  let lastId = 0;
  const ask = async (message: Asking['change' | 'disturb']): Promise<ExpectedDelta | null> => {
    lastId += 1;
    const id = lastId;
    const answer = Promise.withResolvers<Answer>();
    answers.set(id, answer);
    thread.postMessage({ ...message, id } satisfies ToSandbox);
    const answered = await answer.promise;
    answers.delete(id);
    if (answered.kind === 'done') return answered.delta;
    throw new EngineError('usage', `${answered.reason} Nothing was changed in the sandbox.`);
  };
  return {
    apismith: first.apismith,
    schedulehub: first.schedulehub,
    change: async (change) => (await ask({ kind: 'change', change })) ?? { inserted: 0, updated: 0, deleted: 0 },
    disturb: async (disturbances) => {
      await ask({ kind: 'disturb', disturbances: [...disturbances] });
    },
    ended: ended.then(() => undefined),
    close: async () => {
      thread.postMessage({ kind: 'close' } satisfies ToSandbox);
      await ended;
    },
  };
}

type First = Extract<FromSandbox, { readonly kind: 'ready' | 'refused' }>;

function firstMessage(thread: Worker): Promise<First> {
  return new Promise((resolveFirst) => {
    thread.once('message', (raw: unknown) => {
      const message = fromSandboxSchema.parse(raw);
      if (message.kind === 'ready' || message.kind === 'refused') resolveFirst(message);
    });
  });
}

/** Why it ended, as a sentence; never rejects. */
function endOf(thread: Worker): Promise<string> {
  const { promise, resolve: end } = Promise.withResolvers<string>();
  let reason = 'It ended.';
  thread.on('error', (error) => {
    reason = `It ended unexpectedly: ${String(error)}`;
  });
  thread.once('exit', () => {
    end(reason);
  });
  return promise;
}
