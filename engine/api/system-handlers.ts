// The engine itself: health, overview, connections, settings, log.

import { checkHealth } from '../operations/check-health.ts';
import { readOverview } from '../operations/read-overview.ts';
import { signalOf, type ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createHealthHandlers(os: Implementer['health'], parts: ApiParts) {
  const { services, appVersion, startedAtMs, migrationsDir } = parts;
  const { clock, log, store } = services;
  return {
    get: os.get.handler(() => ({
      status: 'ok' as const,
      version: appVersion,
      started_at: new Date(startedAtMs).toISOString(),
      uptime_ms: Math.max(0, clock.now() - startedAtMs),
    })),
    check: os.check.handler(({ signal }) =>
      checkHealth({
        settings: services.settings,
        migrationsDir,
        log,
        clock,
        signal: signalOf(signal),
        withStore: (work) => work(store),
      }),
    ),
  };
}

export function createOverviewHandlers(os: Implementer['overview'], { services }: ApiParts) {
  return { get: os.get.handler(() => readOverview(services)) };
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
