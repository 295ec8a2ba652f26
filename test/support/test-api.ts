// The engine's router on the services of a test engine, called without a transport.

import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { createApi, type Api, type Router } from '../../engine/api/api.ts';
import { openSettings, type LiveSettings } from '../../engine/config/live-settings.ts';
import { createLogRing, type LogRing } from '../../engine/host/log-ring.ts';
import type { SandboxHost } from '../../engine/host/sandbox-host.ts';
import type { Services } from '../../engine/operations/services.ts';
import { silentLog } from './test-engine.ts';

export type Client = RouterClient<Router>;

export interface TestApi {
  readonly api: Api;
  readonly client: Client;
  readonly logs: LogRing;
  /** The error of a call, as the caller sees it. */
  refusal(call: Promise<unknown>): Promise<Refused>;
  /** Waits until the job has ended. */
  ended(jobUid: string): Promise<Awaited<ReturnType<Client['jobs']['get']>>>;
  close(): Promise<void>;
}

export interface Refused {
  readonly code: string;
  readonly defined: boolean;
  readonly status: number;
  readonly message: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

export interface TestApiOptions {
  readonly secrets?: readonly string[];
  /** Default: those of an empty settings file in the data directory. */
  readonly liveSettings?: LiveSettings;
  readonly sandboxHost?: SandboxHost;
}

export function createTestApi(original: Services, options: TestApiOptions = {}): TestApi {
  const { secrets = [], sandboxHost = null } = options;
  const dataDir = original.settings.data_dir;
  const liveSettings = options.liveSettings ?? openSettings({ environment: { SYNCFLOW_DATA_DIR: dataDir } });
  const logs = createLogRing({ clock: original.clock, secrets: () => secrets });
  const services: Services = {
    ...original,
    get settings() {
      return original.settings;
    },
    log: logs.attach(silentLog),
  };
  const migrationsDir = join(import.meta.dirname, '../../migrations');
  const api = createApi({ services, logs, liveSettings, sandboxHost, appVersion: '1.2.3', migrationsDir });
  const client: Client = createRouterClient(api.router);
  return {
    api,
    client,
    logs,
    refusal: async (call) => {
      const outcome = await call.then(
        () => null,
        (error: unknown) => error as Refused,
      );
      if (outcome === null) throw new Error('the call was answered');
      return outcome;
    },
    ended: async (jobUid) => {
      for await (const job of await client.jobs.watch({ job_uid: jobUid })) if (job.ended_at !== null) return job;
      return client.jobs.get({ job_uid: jobUid });
    },
    close: () => api.close(new AbortController().signal),
  };
}
