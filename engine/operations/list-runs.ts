// Runs as the console shows them: history in pages, one run's story, and which of them lost their process.

import type { Batch, BatchFilter } from '../repositories/batch-repository.ts';
import { toBatchDetails, type BatchDetails } from './batch-summary.ts';
import { getBatch } from './find-batch.ts';
import { findInterrupted } from './is-at-work.ts';
import type { Services } from './services.ts';

/** A run in a list. */
export interface RunItem extends Omit<BatchDetails, 'stages' | 'warnings'> {
  /** Said to be running, but its process is gone. */
  readonly is_interrupted: boolean;
}

export interface RunPage {
  readonly rows: readonly RunItem[];
  readonly next: string | null;
  readonly total: number;
}

/** Newest first; `beforeUid` is the `next` of the page before. */
export async function listRuns(services: Services, filter: BatchFilter): Promise<RunPage> {
  const { batches } = services.store;
  const found = await batches.list({ ...filter, limit: filter.limit + 1 });
  const rows = await toRunItems(services, found.slice(0, filter.limit));
  const next = found.length > filter.limit ? (rows.at(-1)?.batch_uid ?? null) : null;
  return { rows, next, total: await batches.count({ ...filter, beforeUid: undefined }) };
}

export async function toRunItems(services: Services, batches: readonly Batch[]): Promise<readonly RunItem[]> {
  const interrupted = await findInterrupted(services, batches);
  return batches.map((batch) => {
    const { stages: _stages, warnings: _warnings, ...details } = toBatchDetails(batch);
    return { ...details, is_interrupted: interrupted.has(batch.uid) };
  });
}

export interface RunStory extends BatchDetails {
  readonly is_interrupted: boolean;
  /** Why records failed, the most frequent reasons first. */
  readonly reasons: readonly RunReason[];
}

export interface RunReason {
  readonly signature: string;
  readonly stage: BatchDetails['error_stage'] & string;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly count: number;
}

const MOST_REASONS = 100;

/** Throws EngineError `not_found`. */
export async function getRunStory(services: Services, batchUid: string): Promise<RunStory> {
  const batch = await getBatch(services.store, batchUid);
  const groups = await services.store.failedRecords.listGroups({ batchUid });
  return {
    ...toBatchDetails(batch),
    is_interrupted: (await findInterrupted(services, [batch])).has(batchUid),
    reasons: groups.slice(0, MOST_REASONS).map(({ signature, stage, code, field, message, count }) => {
      return { signature, stage, code, field, message, count };
    }),
  };
}
