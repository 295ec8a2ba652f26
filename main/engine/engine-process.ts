// The engine's own process: builds the engine, serves its contract to every port that main hands over, tells main how
// it is, and goes when everything is put away. Electron starts this file; nobody imports it.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { createNodeClock, nodePageThreads } from '../../engine/headless/node-host.ts';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import { readProgramVersion } from '../../engine/headless/program-version.ts';
import { createSandboxHost } from '../../engine/headless/sandbox-host.ts';
import { createApi, createEngine, createLogRing, EngineError, openSettings, secretsOf } from '../../engine/index.ts';
import type { Api, Engine, Log } from '../../engine/index.ts';
import { reportActivity, type EngineActivity } from './engine-activity.ts';
import { toEngineSchema, type FromEngine, type ToEngine } from './engine-messages.ts';
import { createEngineWork, type EngineWork } from './engine-work.ts';
import { BEAT_MS } from './supervise.ts';

/** An entry of its own in launch/build-desktop.ts, beside this one. */
const PAGE_WORKER = pathToFileURL(join(import.meta.dirname, 'page-worker.js'));
const MIGRATIONS = join(import.meta.dirname, '../../migrations');
/** Put beside this file by the build. */
const SANDBOX = {
  worker: join(import.meta.dirname, 'sandbox/sandbox-worker.js'),
  entities: join(import.meta.dirname, 'entities'),
};

interface Running {
  readonly engine: Engine;
  readonly api: Api;
  readonly activity: EngineActivity;
  readonly work: EngineWork;
}

const { parentPort } = process;
const post = (message: FromEngine): void => parentPort.postMessage(message);
const write =
  (level: keyof Log): Log[typeof level] =>
  (message, fields = {}) =>
    post({ kind: 'log', level, message, fields: toPlain(fields) });
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

let running: Running | null = null;
/** Ports that came before the engine was ready. */
const early: MessagePortMain[] = [];
const beats = setInterval(() => post({ kind: 'beat' }), BEAT_MS);

parentPort.on('message', ({ data, ports }) => {
  const [port] = ports;
  obey(toEngineSchema.parse(data), port).catch(fail);
});

async function obey(message: ToEngine, port: MessagePortMain | undefined): Promise<void> {
  switch (message.kind) {
    case 'start':
      running ??= await start(message.environment);
      post({
        kind: 'ready',
        dataDir: running.engine.services.settings.data_dir,
        interrupted: await running.work.interrupted(),
      });
      for (const waiting of early.splice(0)) serve(running, waiting);
      return;
    case 'connect':
      if (port === undefined) return;
      if (running === null) early.push(port);
      else serve(running, port);
      return;
    case 'start-runs':
      return command((work) => work.startRuns());
    case 'resume-runs':
      return command((work) => work.resumeRuns());
    case 'end-runs':
      return command((work) => work.endRuns(message.mode));
    case 'drain':
      return drain(message.mode);
  }
}

async function start(environment: Readonly<Record<string, string>>): Promise<Running> {
  const liveSettings = openSettings({ environment: { ...process.env, ...environment }, passwordsKeptBy: 'desktop' });
  const clock = createNodeClock();
  const logs = createLogRing({ clock, secrets: () => secretsOf(liveSettings.current()) });
  const engine = await createEngine({
    settings: liveSettings.current,
    clock,
    log: logs.attach(log),
    process: createProcessIdentity(),
    migrationsDir: MIGRATIONS,
    pageThreads: nodePageThreads(PAGE_WORKER, () => liveSettings.current().data_dir),
  });
  const { services } = engine;
  const api = createApi({
    services,
    logs,
    liveSettings,
    sandboxHost: createSandboxHost(SANDBOX),
    appVersion: readProgramVersion(),
    migrationsDir: MIGRATIONS,
  });
  await api.resume();
  return { engine, api, activity: reportActivity(services.events, post), work: createEngineWork(api) };
}

function serve({ api }: Running, port: MessagePortMain): void {
  new RPCHandler(api.router).upgrade(port);
  port.start();
}

/** Commands of the tray: a refusal is told, it does not end the process. */
async function command(run: (work: EngineWork) => Promise<void>): Promise<void> {
  if (running === null) return;
  try {
    await run(running.work);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    post({ kind: 'command-refused', reason });
  }
}

let isDraining = false;

async function drain(mode: 'pause' | 'stop'): Promise<void> {
  if (isDraining) return;
  isDraining = true;
  if (running !== null) {
    const { engine, api, activity, work } = running;
    await work.endRuns(mode);
    // Main ends the process when it has waited long enough.
    await api.close(new AbortController().signal);
    activity.release();
    await engine.close();
  }
  clearInterval(beats);
  process.exit(0);
}

/** What an operator can correct is told and not tried again; anything else is a crash, and main starts anew. */
function fail(error: unknown): void {
  if (error instanceof EngineError && running === null) {
    // Main ends the process: going by itself, it might be gone before it was heard.
    post({ kind: 'refused', reason: error.message });
    return;
  }
  throw error;
}

/** Fields as they can be posted: errors by their stack, everything else as JSON has it. */
function toPlain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(fields, (_name, value: unknown) =>
    value instanceof Error ? (value.stack ?? value.message) : typeof value === 'bigint' ? String(value) : value,
  );
  // Safe: what was just written as a JSON object reads back as one.
  return JSON.parse(text) as Record<string, unknown>;
}
