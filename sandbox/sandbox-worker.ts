// The sandbox in a thread of its own, so that its work takes nothing from the engine's: started by the engine's host.

import { parentPort, workerData } from 'node:worker_threads';
import { EngineError } from '../engine/failures/engine-error.ts';
import {
  sandboxStartSchema,
  toSandboxSchema,
  type FromSandbox,
  type ToSandbox,
} from '../engine/host/sandbox-messages.ts';
import { createSandbox, type Sandbox } from './create-sandbox.ts';
import type { FaultInput } from './http/faults.ts';
import { HttpProblem } from './http/http-problem.ts';

type Asked = Extract<ToSandbox, { readonly id: number }>;
type Disturbances = Extract<ToSandbox, { readonly kind: 'disturb' }>['disturbances'];

const post = (message: FromSandbox): void => parentPort?.postMessage(message);
const start = sandboxStartSchema.parse(workerData);
const sandbox = await open();
if (sandbox !== null) serve(sandbox);

async function open(): Promise<Sandbox | null> {
  try {
    return await createOn(start.ports);
  } catch (error) {
    post({ kind: 'refused', reason: sentenceOf(error) });
    return null;
  }
}

/** On the ports of the last time, and on others where a program has taken one of them meanwhile. */
async function createOn(ports: typeof start.ports): Promise<Sandbox> {
  const { folder: dataDir } = start;
  try {
    const { apismith: apismithPort = 0, schedulehub: schedulehubPort = 0 } = ports ?? {};
    return await createSandbox({ dataDir, apismithPort, schedulehubPort });
  } catch (error) {
    if (ports === null || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return createOn(null);
  }
}

function serve(running: Sandbox): void {
  parentPort?.on('message', (raw) => {
    const message = toSandboxSchema.parse(raw);
    if (message.kind === 'close') void running.close().then(() => parentPort?.close());
    else answer(running, message);
  });
  const { apismith, schedulehub } = running;
  post({ kind: 'ready', apismith, schedulehub });
}

function answer({ control }: Sandbox, message: Asked): void {
  const { id } = message;
  try {
    if (message.kind === 'change') {
      post({ kind: 'done', id, delta: control.change(message.change).expected });
      return;
    }
    control.faults.set(toFaults(message.disturbances));
    post({ kind: 'done', id, delta: null });
  } catch (error) {
    post({ kind: 'failed', id, reason: sentenceOf(error) });
  }
}

function toFaults(disturbances: Disturbances): readonly FaultInput[] {
  return disturbances.map((one) => {
    const aim = { server: one.system, path: '*' };
    return one.kind === 'latency' ? { ...aim, kind: one.kind, ms: one.ms } : { ...aim, kind: 'unavailable' };
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError || error instanceof HttpProblem) return error.message;
  return `The sandbox met something unexpected: ${error instanceof Error ? error.message : String(error)}`;
}
