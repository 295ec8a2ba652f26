// The engine itself: health, overview, connections, settings, log.

import { checkHealth } from '../operations/check-health.ts';
import { describeConnections } from '../operations/describe-connections.ts';
import { readOverview } from '../operations/read-overview.ts';
import { measureState } from '../operations/state-info.ts';
import { testConnection } from '../operations/test-connection.ts';
import { signalOf, type ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createHealthHandlers(os: Implementer['health'], parts: ApiParts) {
  const { services, appVersion, startedAtMs, migrationsDir } = parts;
  const { clock, settings, log, store } = services;
  return {
    get: os.get.handler(() => ({
      status: 'ok' as const,
      version: appVersion,
      started_at: new Date(startedAtMs).toISOString(),
      uptime_ms: Math.max(0, clock.now() - startedAtMs),
    })),
    check: os.check.handler(({ signal }) =>
      checkHealth({ settings, migrationsDir, log, clock, signal: signalOf(signal), withStore: (work) => work(store) }),
    ),
  };
}

export function createOverviewHandlers(os: Implementer['overview'], { services }: ApiParts) {
  return { get: os.get.handler(() => readOverview(services)) };
}

export function createConnectionHandlers(os: Implementer['connections'], { services }: ApiParts) {
  return {
    list: os.list.handler(() => ({ connections: describeConnections(services.settings) })),
    test: os.test.handler(async ({ input, signal }) => {
      const { system, draft } = input;
      const { host, isOk, steps } = await testConnection(services, { system, draft, signal: signalOf(signal) });
      return { system, host, is_ok: isOk, steps };
    }),
  };
}

export function createSettingHandlers(os: Implementer['settings'], { services, appVersion }: ApiParts) {
  const { settings } = services;
  return {
    get: os.get.handler(() => ({
      version: appVersion,
      data_dir: settings.data_dir,
      state: measureState(settings),
      log_level: settings.log_level,
      sync: settings.sync,
    })),
  };
}

export function createLogHandlers(os: Implementer['logs'], { logs }: ApiParts) {
  return {
    tail: os.tail.handler(({ input }) => {
      const { after_seq: afterSeq, level, limit } = input;
      const { lines, lastSeq, missed } = logs.tail({ afterSeq, level, limit });
      return { lines, last_seq: lastSeq, missed };
    }),
  };
}
