// How things stand, in one answer: live runs, each entity with its last run and lag, and what needs somebody.

import type { BatchOutcome, BatchStatus } from '../contract/batch.ts';
import type { FailedStatus } from '../repositories/failed-record.ts';
import { describeConnections } from './describe-connections.ts';
import { lastDays } from './last-days.ts';
import { toRunItems, type RunItem } from './list-runs.ts';
import type { Services } from './services.ts';
import { measureState } from './state-info.ts';

export interface Overview {
  readonly at: string;
  readonly is_configured: boolean;
  readonly live: readonly RunItem[];
  readonly entities: readonly EntityOverview[];
  readonly days: readonly DayOfRuns[];
  readonly runs_by_status: Readonly<Record<BatchStatus, number>>;
  readonly failed_by_status: Readonly<Record<FailedStatus, number>>;
  readonly waiting: number;
  readonly held_deletes: number;
  readonly state_bytes: number;
}

/** How the runs that began on a day ended. */
export type DayOfRuns = { readonly day: string } & Readonly<Record<BatchOutcome, number>>;

export interface EntityOverview {
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly parents: readonly string[];
  readonly last_run: RunItem | null;
  readonly last_synced_at: string | null;
  readonly lag_ms: number | null;
  readonly records: number | null;
  readonly failed: number;
  readonly waiting: number;
  readonly held_deletes: number;
}

const MOST_LIVE = 100;

export async function readOverview(services: Services): Promise<Overview> {
  const { store, clock, settings } = services;
  const nowMs = clock.now();
  const lists = (['running', 'paused'] as const).map((status) => store.batches.list({ status, limit: MOST_LIVE }));
  const live = await toRunItems(services, (await Promise.all(lists)).flat());
  const [waiting, held] = [await store.pendingChildren.countByEntity(), await store.heldDeletes.countByEntity()];
  return {
    at: new Date(nowMs).toISOString(),
    is_configured: describeConnections(settings).every((connection) => connection.is_configured),
    live,
    entities: await readEntities(services, { nowMs, waiting, held }),
    days: await readDays(services, nowMs),
    runs_by_status: await store.batches.countByStatus(),
    failed_by_status: await store.failedRecords.counts(),
    waiting: sumOf(waiting),
    held_deletes: sumOf(held),
    state_bytes: measureState(settings).bytes,
  };
}

async function readDays({ store }: Services, nowMs: number): Promise<readonly DayOfRuns[]> {
  const days = lastDays(nowMs);
  const counts = await store.batches.countByDay(days[0] ?? '');
  return days.map((day) => {
    const ofDay = new Map(counts.filter((row) => row.day === day).map((row) => [row.status, row.count]));
    const countOf = (status: BatchOutcome): number => ofDay.get(status) ?? 0;
    return {
      day,
      completed: countOf('completed'),
      completed_with_failures: countOf('completed_with_failures'),
      cancelled: countOf('cancelled'),
      failed: countOf('failed'),
    };
  });
}

interface Counts {
  readonly nowMs: number;
  readonly waiting: ReadonlyMap<string, number>;
  readonly held: ReadonlyMap<string, number>;
}

async function readEntities(services: Services, { nowMs, waiting, held }: Counts): Promise<readonly EntityOverview[]> {
  const { store } = services;
  const newest = await toRunItems(services, await store.batches.listNewest());
  const lastRuns = new Map(newest.map((run) => [run.entity, run]));
  // The newest one where an entity has read from more than one source.
  const states = new Map(
    (await store.syncState.list())
      .toSorted((one, other) => ((one.lastSyncTimestamp ?? '') < (other.lastSyncTimestamp ?? '') ? -1 : 1))
      .map((state) => [state.entityName, state]),
  );
  const failed = await store.failedRecords.countLive();
  return (await store.entities.list()).map(({ name, description, version, parents }) => {
    const state = states.get(name);
    const syncedAt = state?.lastSyncTimestamp ?? null;
    return {
      name,
      description,
      version,
      parents,
      last_run: lastRuns.get(name) ?? null,
      last_synced_at: syncedAt,
      lag_ms: syncedAt === null ? null : Math.max(0, nowMs - Date.parse(syncedAt)),
      records: state?.totalRecordsSynced ?? null,
      failed: failed.get(name) ?? 0,
      waiting: waiting.get(name) ?? 0,
      held_deletes: held.get(name) ?? 0,
    };
  });
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
