// One operator's computer under test: both systems of the sandbox, the engine on a state of its own, and the loopback
// server with the console's pages, all in this process.

import { createServer } from 'node:net';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { createApi, type Api, type Router } from '../../../engine/api/api.ts';
import type { SettingsSources } from '../../../engine/config.ts';
import { openSettings, type SettingChange } from '../../../engine/config/live-settings.ts';
import { createEngine, type Engine } from '../../../engine/create-engine.ts';
import { createLogRing } from '../../../engine/host/log-ring.ts';
import { startHttpServer, type HttpServer } from '../../../engine/headless/http-server/http-server.ts';
import { createNodeClock, createNodeHost } from '../../../engine/headless/node-host.ts';
import { createSandboxHost, SANDBOX_SOURCES } from '../../../engine/headless/sandbox-host.ts';
import type { Clock } from '../../../engine/host.ts';
import type { Services } from '../../../engine/operations/services.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/create-sandbox.ts';
import { PAGES } from './build-console.ts';
import { removeFolders, type StationFolders } from './sandbox-copy.ts';

export interface StationOptions {
  readonly folders: StationFolders;
  /** False: SyncFlow has been installed, and knows no system yet. */
  readonly isConnected?: boolean;
  readonly sandbox?: Omit<SandboxOptions, 'dataDir'>;
  /** Settings that the operator cannot change, as `SYNCFLOW_LOG_LEVEL`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

export interface Station {
  readonly sandbox: Sandbox;
  readonly client: RouterClient<Router>;
  /** Of the engine that runs now. */
  services(): Services;
  /** Stays the same when the engine starts again. */
  readonly url: string;
  /** Signs a browser in, once. */
  createLink(): string;
  /** The engine's process is gone: nothing answers at `url`. */
  stopEngine(): Promise<void>;
  /** It is there again, at the same address and on the same state. */
  startEngine(): Promise<void>;
  /** Waits until the job has ended. */
  ended(jobUid: string): Promise<void>;
  /** For somebody who looks for the reason of a failed test. */
  errorsLogged(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Running {
  readonly engine: Engine;
  readonly api: Api;
  readonly server: HttpServer;
}

export async function startStation(options: StationOptions): Promise<Station> {
  const { folders, isConnected = true, environment = {}, clock = createNodeClock() } = options;
  const sandbox = await createSandbox({ ...options.sandbox, dataDir: folders.sandbox });
  const sources: SettingsSources = { environment, flags: { dataDir: folders.data } };
  // In the settings file, as the console itself saves them: what the environment fixes could not be changed there.
  if (isConnected) openSettings(sources).save(connectionsOf(sandbox));
  const port = await findFreePort();
  const start = async (): Promise<Running> => {
    const liveSettings = openSettings(sources);
    const ownHost = createNodeHost({ settings: liveSettings.current, clock, writeLine: () => undefined });
    const logs = createLogRing({ clock, secrets: () => [] });
    const host = { ...ownHost, log: logs.attach(ownHost.log) };
    const engine = await createEngine(host);
    const { services } = engine;
    const api = createApi({
      services,
      logs,
      liveSettings,
      sandboxHost: createSandboxHost(SANDBOX_SOURCES),
      appVersion: '1.0.0',
      migrationsDir: host.migrationsDir,
    });
    await api.resume();
    const { router } = api;
    const address = { host: '127.0.0.1', port, allowRemote: false };
    const server = await startHttpServer({ ...address, router, pages: PAGES, log: host.log });
    return { engine, api, server };
  };
  let running: Running | null = await start();
  const now = (): Running => {
    if (running === null) throw new Error('the engine is stopped');
    return running;
  };
  const stopEngine = async (): Promise<void> => {
    if (running === null) return;
    const { engine, api, server } = running;
    running = null;
    await server.close();
    await api.close(AbortSignal.timeout(5000));
    await engine.close();
  };
  const client = (): RouterClient<Router> => createRouterClient(now().api.router);
  return {
    sandbox,
    url: now().server.url,
    get client() {
      return client();
    },
    services: () => now().engine.services,
    createLink: () => now().server.createLink(),
    stopEngine,
    startEngine: async () => {
      running ??= await start();
    },
    ended: async (jobUid) => {
      for await (const job of await client().jobs.watch({ job_uid: jobUid })) if (job.ended_at !== null) return;
    },
    errorsLogged: async () => {
      if (running === null) return [];
      const { lines } = await client().logs.tail({ level: 'error' });
      return lines.map(({ message, fields }) => `log: ${message} ${fields.join(' ')}`);
    },
    close: async () => {
      sandbox.control.faults.clear();
      await stopEngine();
      await sandbox.close();
      removeFolders(folders);
    },
  };
}

function connectionsOf(sandbox: Sandbox): readonly SettingChange[] {
  return (['apismith', 'schedulehub'] as const).flatMap((section) =>
    (['url', 'username', 'password'] as const).map((member) => ({ section, member, value: sandbox[section][member] })),
  );
}

/** Known before the first start, so that the engine comes back at the same address. */
async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
