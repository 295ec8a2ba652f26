// Builds every object of the engine once, in order. Clients connect on first use, and anew once their settings changed.

import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { createApismithClient } from './clients/apismith-client.ts';
import { createScheduleHubClient } from './clients/schedulehub-client.ts';
import type { Settings } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import { createEventBus } from './events/engine-events.ts';
import { EngineError } from './failures/engine-error.ts';
import type { Clock, Log } from './host.ts';
import { toClientOptions, type SystemKind } from './operations/connection-options.ts';
import type { PageThreads } from './pipeline/page-workers.ts';
import type { ProcessIdentity, Services } from './operations/services.ts';
import { newUuid } from './record/ids.ts';
import { createStore } from './repositories/store.ts';

/** What the host lends the engine. */
export interface EngineHost {
  /** In force now. */
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly process: ProcessIdentity;
  /** The folder with one subfolder of SQL files per dialect. */
  readonly migrationsDir: string;
  /** The file that page workers start with (pipeline/page-worker.ts, or its bundle); none: no threads. */
  readonly pageThreads?: PageThreads | undefined;
}

export interface Engine {
  readonly services: Services;
  /** Closes what was opened: connections first, then the state database. */
  close(): Promise<void>;
}

/** Opens the state database, new or migrated; throws EngineError `usage` or `state` with the file left as it was. */
export async function createEngine(host: EngineHost): Promise<Engine> {
  const { clock, log } = host;
  const settings = host.settings();
  await createDataDir(settings.data_dir);
  const store = createStore(await openDatabase(settings.state_url, { log, migrationsDir: host.migrationsDir }));
  const optionsOf = (system: SystemKind) => toClientOptions(system, { settings: host.settings(), clock, log });
  const apismith = renewable(
    () => host.settings().apismith,
    () => createApismithClient(optionsOf('apismith')),
  );
  const schedulehub = renewable(
    () => host.settings().schedulehub,
    () => createScheduleHubClient(optionsOf('schedulehub')),
  );
  const services: Services = {
    get settings() {
      return host.settings();
    },
    store,
    apismith: apismith.get,
    schedulehub: schedulehub.get,
    events: createEventBus(),
    clock,
    log,
    newUid: newUuid,
    process: host.process,
    pageThreads: host.pageThreads,
  };
  return {
    services,
    close: async () => {
      await apismith.close();
      await schedulehub.close();
      await store.close();
    },
  };
}

async function createDataDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const sentence = `The data directory ${path} cannot be created. Correct the rights of the folder it is in, or start SyncFlow with another data directory.`;
    throw new EngineError('usage', sentence, { details: { code: 'data_dir', setting: 'data_dir', path }, cause });
  }
}

interface Closable {
  close(): Promise<void>;
}

/**
 * Makes a thing when it is first asked for, and a new one once what it is made from has changed. Older ones are closed at
 * the end only: a run in flight keeps the one it began with.
 */
function renewable<Made extends Closable>(
  from: () => unknown,
  make: () => Made,
): Closable & { readonly get: () => Made } {
  const all: Made[] = [];
  let newest: { readonly from: unknown; readonly made: Made } | null = null;
  return {
    get: () => {
      const now = from();
      if (newest !== null && isDeepStrictEqual(newest.from, now)) return newest.made;
      newest = { from: now, made: make() };
      all.push(newest.made);
      return newest.made;
    },
    close: async () => {
      for (const made of all) await made.close();
    },
  };
}
