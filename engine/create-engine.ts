// Builds every object of the engine once, in order; no logic. Clients connect on first use.

import { mkdir } from 'node:fs/promises';
import { createApismithClient } from './clients/apismith-client.ts';
import { createScheduleHubClient } from './clients/schedulehub-client.ts';
import type { Settings } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import { createEventBus } from './events/engine-events.ts';
import { EngineError } from './failures/engine-error.ts';
import type { Clock, Log } from './host.ts';
import { toClientOptions } from './operations/connection-options.ts';
import type { ProcessIdentity, Services } from './operations/services.ts';
import { newUuid } from './record/ids.ts';
import { createStore } from './repositories/store.ts';

/** What the host lends the engine. */
export interface EngineHost {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly process: ProcessIdentity;
  /** The folder with one subfolder of SQL files per dialect. */
  readonly migrationsDir: string;
}

export interface Engine {
  readonly services: Services;
  /** Closes what was opened: connections first, then the state database. */
  close(): Promise<void>;
}

/** Opens the state database, new or migrated; throws EngineError `usage` or `state` with the file left as it was. */
export async function createEngine(host: EngineHost): Promise<Engine> {
  const { settings, clock, log } = host;
  await createDataDir(settings.data_dir);
  const store = createStore(await openDatabase(settings.state_url, { log, migrationsDir: host.migrationsDir }));
  const apismith = once(() => createApismithClient(toClientOptions('apismith', host)));
  const schedulehub = once(() => createScheduleHubClient(toClientOptions('schedulehub', host)));
  const services: Services = {
    settings,
    store,
    apismith: apismith.get,
    schedulehub: schedulehub.get,
    events: createEventBus(),
    clock,
    log,
    newUid: newUuid,
    process: host.process,
  };
  return {
    services,
    close: async () => {
      await apismith.made()?.close();
      await schedulehub.made()?.close();
      await store.close();
    },
  };
}

async function createDataDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const sentence = `The data directory ${path} cannot be created. Choose another with --data-dir or SYNCFLOW_DATA_DIR, or correct its rights.`;
    throw new EngineError('usage', sentence, { details: { setting: 'data_dir', path }, cause });
  }
}

/** Makes a thing when it is first asked for; `made` tells whether that happened. */
function once<T>(make: () => T): { readonly get: () => T; readonly made: () => T | undefined } {
  let thing: T | undefined;
  return { get: () => (thing ??= make()), made: () => thing };
}
