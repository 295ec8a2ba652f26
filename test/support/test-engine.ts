// An engine on a real SQLite file against a real sandbox, for tests of whole flows.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApismithClient } from '../../engine/clients/apismith-client.ts';
import type { Timeouts } from '../../engine/clients/http/client-options.ts';
import { createScheduleHubClient } from '../../engine/clients/schedulehub-client.ts';
import { loadSettings, type Settings } from '../../engine/config.ts';
import { entitySchema, type Entity, type EntityFile } from '../../engine/contract/entity.ts';
import { openDatabase } from '../../engine/db/open-database.ts';
import { createEventBus } from '../../engine/events/engine-events.ts';
import type { Clock, Log } from '../../engine/host.ts';
import type { SyncControl } from '../../engine/operations/prepare-run.ts';
import type { ProcessIdentity, Services } from '../../engine/operations/services.ts';
import { startSync, type SyncRequest } from '../../engine/operations/start-sync.ts';
import { newUuid } from '../../engine/record/ids.ts';
import type { Batch } from '../../engine/repositories/batch-repository.ts';
import { createStore } from '../../engine/repositories/store.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      });
    }),
};

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export const goOn: SyncControl = { local: () => null, signal: new AbortController().signal };

export interface TestEngine {
  readonly services: Services;
  readonly dataDir: string;
  importSandboxEntities(names?: readonly string[]): Promise<void>;
  importEntity(file: EntityFile): Promise<Entity>;
  sync(entities: readonly string[] | 'all', more?: Partial<SyncRequest>): Promise<readonly Batch[]>;
  close(): Promise<void>;
}

export interface TestEngineOptions {
  readonly sandbox: Pick<Sandbox, 'apismith' | 'schedulehub'>;
  /** Reuses the state of an engine that was closed or killed. */
  readonly dataDir?: string;
  readonly sync?: Partial<Settings['sync']>;
  readonly clock?: Clock;
  /** Another process than this one, as leases name it. */
  readonly process?: ProcessIdentity;
  readonly timeouts?: Partial<Timeouts>;
  /** Reads sources with page workers from so many rows on; none by default. */
  readonly pageThreadsFromRows?: number;
}

function pageThreadsFrom(fromRows: number | undefined): Services['pageThreads'] {
  if (fromRows === undefined) return undefined;
  return { file: new URL('../../engine/pipeline/page-worker.ts', import.meta.url), count: 2, fromRows, rules: 'test' };
}

export async function createTestEngine(options: TestEngineOptions): Promise<TestEngine> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'syncflow-test-'));
  const { apismith, schedulehub } = options.sandbox;
  const loaded = loadSettings({
    environment: {
      SYNCFLOW_DATA_DIR: dataDir,
      SYNCFLOW_APISMITH_URL: apismith.url,
      SYNCFLOW_SCHEDULEHUB_URL: schedulehub.url,
    },
  });
  const settings: Settings = {
    ...loaded,
    sync: { ...loaded.sync, outage_limit_seconds: 5, ...options.sync },
  };
  const clock = options.clock ?? systemClock;
  const database = await openDatabase(settings.state_url, {
    log: silentLog,
    migrationsDir: join(import.meta.dirname, '../../migrations'),
  });
  const store = createStore(database);
  const shared = { clock, log: silentLog, retry: { attempts: 3, baseMs: 5, maxMs: 50 }, timeouts: options.timeouts };
  const apismithClient = createApismithClient({ ...apismith, baseUrl: apismith.url, ...shared });
  const schedulehubClient = createScheduleHubClient({ ...schedulehub, baseUrl: schedulehub.url, ...shared });
  const services: Services = {
    settings,
    store,
    apismith: () => apismithClient,
    schedulehub: () => schedulehubClient,
    events: createEventBus(),
    clock,
    log: silentLog,
    newUid: newUuid,
    pageThreads: pageThreadsFrom(options.pageThreadsFromRows),
    process: options.process ?? { host: hostname(), pid: process.pid, started: 'test', isGone: () => false },
  };
  const importEntity = async (file: EntityFile): Promise<Entity> => {
    const entity = entitySchema.parse(file);
    await store.entities.save(entity, { note: 'test', at: new Date(clock.now()).toISOString(), newUid: newUuid });
    return entity;
  };
  return {
    services,
    dataDir,
    importEntity,
    importSandboxEntities: async (names) => {
      const folder = join(import.meta.dirname, '../../sandbox/entities');
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
        if (names !== undefined && !names.includes(file.replace('.json', ''))) continue;
        // Safe: parsed by the entity schema right after.
        await importEntity(JSON.parse(readFileSync(join(folder, file), 'utf8')) as EntityFile);
      }
    },
    sync: (entities, more = {}) =>
      startSync(services, { entities, syncType: null, dryRun: false, startedBy: 'test', control: goOn, ...more }),
    close: async () => {
      await apismithClient.close();
      await schedulehubClient.close();
      await store.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
