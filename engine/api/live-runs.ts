// The runs of this process right now, told from the engine's events: what the live view shows.

import type { z } from 'zod';
import { ZERO_METRICS } from '../contract/batch.ts';
import type { liveRunSchema } from '../contract/run.ts';
import { STAGES } from '../contract/stage.ts';
import type { EventBus, RunProgress } from '../events/engine-events.ts';
import type { Clock } from '../host.ts';
import { toMetricsSummary, toStageSummaries } from '../operations/batch-summary.ts';
import type { Batch, StageMetrics } from '../repositories/batch-repository.ts';
import { createRunForecast, type Forecast, type RunForecast } from './run-forecast.ts';

export type LiveRun = z.infer<typeof liveRunSchema>;

export interface LiveRuns {
  /** In the order they began. */
  list(): readonly LiveRun[];
  find(batchUid: string): LiveRun | undefined;
  /** Returns the function that stops listening. */
  readonly onChange: (listener: () => void) => () => void;
  close(): void;
}

interface Entry {
  readonly entity: string;
  /** Of the clock that never jumps. */
  readonly startedAtMs: number;
  readonly forecast: RunForecast;
  /** With the time it came at. */
  progress: (RunProgress & { readonly atMs: number }) | null;
  speed: Forecast;
  stall: { readonly reason: string; readonly untilMs: number } | null;
  lastWarning: string | null;
}

export function createLiveRuns(events: EventBus, clock: Clock): LiveRuns {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const change = (batchUid: string, entity: string, apply: (entry: Entry) => void): void => {
    const entry = entries.get(batchUid) ?? newEntry(entity, clock.monotonic());
    apply(entry);
    entries.set(batchUid, entry);
    tell();
  };
  const stops = [
    events.on('run:started', ({ batchUid, entity }) => {
      change(batchUid, entity, () => undefined);
    }),
    events.on('run:progressed', (progress) => {
      change(progress.batchUid, progress.entity, (entry) => {
        const nowMs = clock.monotonic();
        entry.progress = { ...progress, atMs: nowMs };
        entry.stall = null;
        const { totalFetched: rows } = progress.metrics;
        entry.speed = entry.forecast.measure({ nowMs, rows, totalRows: progress.totalRows });
      });
    }),
    events.on('run:warned', ({ batchUid, entity, message }) => {
      change(batchUid, entity, (entry) => {
        entry.lastWarning = message;
      });
    }),
    events.on('run:stalled', ({ batchUid, entity, reason, retryInMs }) => {
      change(batchUid, entity, (entry) => {
        entry.stall = { reason, untilMs: clock.monotonic() + retryInMs };
      });
    }),
    events.on('run:finished', ({ batchUid }) => {
      entries.delete(batchUid);
      tell();
    }),
  ];
  const show = ([batchUid, entry]: readonly [string, Entry]): LiveRun => toLiveRun(batchUid, entry, clock.monotonic());
  return {
    list: () => [...entries].map(show),
    find: (batchUid) => {
      const entry = entries.get(batchUid);
      return entry === undefined ? undefined : show([batchUid, entry]);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

function newEntry(entity: string, startedAtMs: number): Entry {
  return {
    entity,
    startedAtMs,
    forecast: createRunForecast(),
    progress: null,
    speed: { rowsPerSecond: null, timeLeft: null },
    stall: null,
    lastWarning: null,
  };
}

/** Nothing has gone through a stage yet. */
const ZERO_STAGES: StageMetrics = (() => {
  const zero = { rowsIn: 0, rowsOut: 0, failed: 0, ms: 0 };
  // Safe: one entry for every member of the union.
  return Object.fromEntries(STAGES.map((stage) => [stage, zero])) as StageMetrics;
})();
const LONGEST_SENTENCE = 300;

function toLiveRun(batchUid: string, entry: Entry, nowMs: number): LiveRun {
  const { progress, speed, stall } = entry;
  const durationMs = progress === null ? nowMs - entry.startedAtMs : progress.durationMs + nowMs - progress.atMs;
  return {
    batch_uid: batchUid,
    entity: entry.entity,
    status: 'running',
    phase: progress?.phase ?? null,
    metrics: toMetricsSummary(progress?.metrics ?? ZERO_METRICS, durationMs),
    stages: toStageSummaries(progress?.stageMetrics ?? ZERO_STAGES),
    total_rows: progress?.totalRows ?? null,
    rows_per_second: speed.rowsPerSecond === null ? null : Math.round(speed.rowsPerSecond),
    time_left: speed.timeLeft,
    stall:
      stall === null
        ? null
        : {
            reason: stall.reason.slice(0, LONGEST_SENTENCE),
            retry_in_ms: Math.max(0, Math.round(stall.untilMs - nowMs)),
          },
    last_warning: entry.lastWarning?.slice(0, LONGEST_SENTENCE) ?? null,
  };
}

/** A run of another process, or one that has ended, as the store has it. */
export function toStoredRun(batch: Batch): LiveRun {
  return {
    batch_uid: batch.uid,
    entity: batch.entityName,
    status: batch.status,
    phase: null,
    metrics: toMetricsSummary(batch.metrics, batch.durationMs),
    stages: toStageSummaries(batch.stageMetrics),
    total_rows: null,
    rows_per_second: null,
    time_left: null,
    stall: null,
    last_warning: batch.warnings.at(-1)?.slice(0, LONGEST_SENTENCE) ?? null,
  };
}
