// The contract implemented: one router for every transport, and the jobs that outlive a call.

import { createRouterClient } from '@orpc/server';
import type { LiveSettings } from '../config/live-settings.ts';
import type { LogRing } from '../host/log-ring.ts';
import type { SandboxHost } from '../host/sandbox-host.ts';
import { createSandboxSwitch } from '../operations/sandbox-switch.ts';
import type { Services } from '../operations/services.ts';
import type { ApiParts } from './api-parts.ts';
import { createDeleteHandlers } from './delete-handlers.ts';
import { createDraftHandlers, createSampleHandlers } from './draft-handlers.ts';
import { createEntityHandlers } from './entity-handlers.ts';
import { createFailedHandlers } from './failed-handlers.ts';
import { createImplementer } from './implementer.ts';
import { createJobHandlers } from './job-handlers.ts';
import { createJobRegistry } from './job-registry.ts';
import { createLiveRuns } from './live-runs.ts';
import { createMappingHandlers } from './mapping-handlers.ts';
import { createReportFiles } from './report-files.ts';
import { createSandboxHandlers } from './sandbox-handlers.ts';
import { createConnectionHandlers, createSettingHandlers } from './setting-handlers.ts';
import { createSyncHandlers } from './sync-handlers.ts';
import { createHealthHandlers, createLogHandlers, createOverviewHandlers } from './system-handlers.ts';
import { createWaitingHandlers } from './waiting-handlers.ts';
import { warmPreview } from './warm-preview.ts';

export interface ApiNeeds {
  readonly services: Services;
  /** Attached to the log of the services, so that the console can read it. */
  readonly logs: LogRing;
  /** Those the services work with. */
  readonly liveSettings: LiveSettings;
  /** Null where this host has no sandbox to lend. */
  readonly sandboxHost: SandboxHost | null;
  readonly appVersion: string;
  readonly migrationsDir: string;
}

export type Router = ReturnType<typeof createRouter>;

export interface Api {
  readonly router: Router;
  /** True while a run or another job is at work. */
  isBusy(): boolean;
  /** Once after the start: what was on when the host ended last is on again, and the first preview will be quick. */
  resume(): Promise<void>;
  /** Pauses what runs, waits for the calls in flight, and aborts them once `signal` says so. Then close the engine. */
  close(signal: AbortSignal): Promise<void>;
}

/** Nothing runs before the first call. */
export function createApi(needs: ApiNeeds): Api {
  const { services, logs, liveSettings, appVersion, migrationsDir } = needs;
  const { clock, log, newUid, settings, events } = services;
  const jobs = createJobRegistry({ clock, log, newUid });
  const liveRuns = createLiveRuns(events, clock);
  const reports = createReportFiles({ dataDir: settings.data_dir, clock, newUid });
  const startedAtMs = clock.now();
  const isBusy = (): boolean => jobs.list().some((job) => job.state === 'running');
  const sandbox = createSandboxSwitch({ host: needs.sandboxHost, services, liveSettings, isBusy });
  const router = createRouter({
    services,
    jobs,
    liveRuns,
    reports,
    logs,
    liveSettings,
    sandbox,
    appVersion,
    migrationsDir,
    startedAtMs,
  });
  return {
    router,
    isBusy,
    resume: async () => {
      await sandbox.resume();
      await warmPreview(createRouterClient(router));
    },
    close: async (signal) => {
      await jobs.close(signal);
      liveRuns.close();
      await reports.close();
      await sandbox.close();
    },
  };
}

function createRouter(parts: ApiParts) {
  const os = createImplementer(parts.services);
  return os.router({
    connections: createConnectionHandlers(os.connections, parts),
    deletes: createDeleteHandlers(os.deletes, parts),
    drafts: createDraftHandlers(os.drafts, parts),
    entities: createEntityHandlers(os.entities, parts),
    failed: createFailedHandlers(os.failed, parts),
    health: createHealthHandlers(os.health, parts),
    jobs: createJobHandlers(os.jobs, parts),
    logs: createLogHandlers(os.logs, parts),
    mapping: createMappingHandlers(os.mapping, parts),
    overview: createOverviewHandlers(os.overview, parts),
    samples: createSampleHandlers(os.samples, parts),
    sandbox: createSandboxHandlers(os.sandbox, parts),
    settings: createSettingHandlers(os.settings, parts),
    sync: createSyncHandlers(os.sync, parts),
    waiting: createWaitingHandlers(os.waiting, parts),
  });
}
