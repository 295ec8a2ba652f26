// Tries failed records again, in growing steps that stop at the first step with a failure. A record leaves the list
// only when ScheduleHub has acknowledged it; a system failure burns nobody's attempts.

import type { RetryMode } from '../contract/failed-record.ts';
import { readAgain } from '../pipeline/read-again.ts';
import type { Retry } from '../pipeline/pending-fate.ts';
import type { RawRow } from '../record/shapes.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import type { FailedFilter, FailedRecord, FailedState } from '../repositories/failed-record.ts';
import { hasKeyColumns } from '../record/source-key.ts';
import { getEntity } from './find-entity.ts';
import { giveBackDeadClaims } from './give-back-claims.ts';
import type { OpenRun } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import { replayRows, type CapturedRow } from './replay-rows.ts';
import type { Services } from './services.ts';

export { RETRY_MODES, type RetryMode } from '../contract/failed-record.ts';

export interface RetryRequest {
  readonly which: readonly string[] | FailedFilter;
  readonly mode: RetryMode;
  /** Sizes of the first steps, the last one repeats: `[1, 10, 100]`. Empty: all in one step. */
  readonly steps: readonly number[];
  readonly control: SyncControl;
  /** Hears of every step that is done, with the figures so far and what became of its records. */
  readonly onStep?: ((soFar: RetryResult, records: readonly RetriedRecord[]) => void) | undefined;
}

export interface RetriedRecord {
  readonly uid: string;
  readonly entity: string;
  readonly reference: string | null;
  /** `released`: a system failed or the retry was stopped, so that it counts as untried. */
  readonly outcome: 'resolved' | 'failed' | 'superseded' | 'released';
  /** Why it failed now. */
  readonly message: string | null;
}

export interface RetryResult {
  readonly claimed: number;
  readonly resolved: number;
  readonly failed: number;
  readonly superseded: number;
  /** 1-based number of the step that failed and ended the retry; null when all steps went through. */
  readonly stoppedAtStep: number | null;
  readonly batches: readonly Batch[];
}

const RECORDS_AT_ONCE = 100_000;
const FIRST_RETRY_AFTER_MS = 60_000;
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

export async function retryFailed(services: Services, request: RetryRequest): Promise<RetryResult> {
  let result: RetryResult = { claimed: 0, resolved: 0, failed: 0, superseded: 0, stoppedAtStep: null, batches: [] };
  const tried = new Set<string>();
  await giveBackDeadClaims(services);
  for (let step = 1; ; step += 1) {
    const size = request.steps[step - 1] ?? request.steps.at(-1) ?? RECORDS_AT_ONCE;
    const records = await claimUntried(services, { which: request.which, size, tried });
    if (records.length === 0 || request.control.local() !== null) {
      await services.store.failedRecords.release(records.map((record) => record.uid));
      return result;
    }
    const outcome = await retryStep(services, records, request);
    result = {
      claimed: result.claimed + records.length,
      resolved: result.resolved + outcome.resolved,
      failed: result.failed + outcome.failed,
      superseded: result.superseded + outcome.superseded,
      stoppedAtStep: outcome.failed > 0 && request.steps.length > 0 ? step : null,
      batches: [...result.batches, ...outcome.batches],
    };
    request.onStep?.(result, outcome.records);
    if (result.stoppedAtStep !== null || outcome.isInterrupted) return result;
  }
}

interface Claim {
  readonly which: RetryRequest['which'];
  readonly size: number;
  readonly tried: Set<string>;
}

/** A record that failed again in this retry is not taken a second time. */
async function claimUntried(services: Services, { which, size, tried }: Claim): Promise<readonly FailedRecord[]> {
  const { failedRecords } = services.store;
  const claimed = await failedRecords.claim(which, { limit: size + tried.size });
  const fresh = claimed.filter((record) => !tried.has(record.uid)).slice(0, size);
  const taken = new Set(fresh.map((record) => record.uid));
  await failedRecords.release(claimed.filter((record) => !taken.has(record.uid)).map((record) => record.uid));
  for (const uid of taken) tried.add(uid);
  return fresh;
}

interface StepOutcome {
  readonly resolved: number;
  readonly failed: number;
  readonly superseded: number;
  readonly isInterrupted: boolean;
  readonly batches: readonly Batch[];
  readonly records: readonly RetriedRecord[];
}

async function retryStep(
  services: Services,
  records: readonly FailedRecord[],
  { mode, control }: RetryRequest,
): Promise<StepOutcome> {
  const groups = Map.groupBy(records, (record) => groupKey(record, mode));
  const batches: Batch[] = [];
  let isInterrupted = false;
  try {
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const mappingVersion =
        mode === 'as_captured' ? first.mappingVersion : (await getEntity(services.store, first.entityName)).version;
      const batch = await replayRows(services, {
        entity: first.entityName,
        startedBy: 'retry',
        retry: toRetry(services, { mode, mappingVersion }, group),
        control,
        mappingVersion,
        pages: (opened) => rowsToRetry(services, opened, { records: group, mode }),
      });
      batches.push(batch);
      isInterrupted ||= batch.status === 'failed' || batch.status === 'cancelled';
    }
  } finally {
    // Whatever was not decided goes back untried: the system failed, not the record.
    const left = (await listStates(services, records)).filter((record) => record.status === 'retrying');
    await services.store.failedRecords.release(left.map((record) => record.uid));
  }
  return { ...countOutcomes(records, await listStates(services, records)), isInterrupted, batches };
}

function groupKey(record: FailedRecord, mode: RetryMode): string {
  return mode === 'as_captured' ? `${record.entityName} ${record.mappingVersion}` : record.entityName;
}

function toRetry(
  services: Services,
  { mode, mappingVersion }: { readonly mode: RetryMode; readonly mappingVersion: number },
  records: readonly FailedRecord[],
): Retry {
  const byUid = new Map(records.map((record) => [record.uid, record]));
  return {
    action: mode,
    uidByKey: new Map(records.map((record) => [record.recordKey, record.uid])),
    mappingVersion,
    nextRetryAt: (uid) => {
      const record = byUid.get(uid);
      if (record?.errorType !== 'target' && record?.errorType !== 'parent') return null;
      const waitMs = Math.min(FIRST_RETRY_AFTER_MS * 2 ** record.retryCount, LONGEST_RETRY_AFTER_MS);
      return new Date(services.clock.now() + waitMs).toISOString();
    },
  };
}

interface ToRetry {
  readonly records: readonly FailedRecord[];
  readonly mode: RetryMode;
}

const ROWS_PER_PAGE = 1000;

async function* rowsToRetry(
  services: Services,
  opened: OpenRun,
  { records, mode }: ToRetry,
): AsyncGenerator<readonly CapturedRow[]> {
  for (let start = 0; start < records.length; start += ROWS_PER_PAGE) {
    const page = records.slice(start, start + ROWS_PER_PAGE);
    const rows = mode === 'from_source' ? await readRows(services, opened, page) : page.map(capturedRow);
    yield rows.filter((row) => row !== null);
  }
}

/** The captured row with the operator's edit laid over it; the original stays as it is in the store. */
function capturedRow(record: FailedRecord): CapturedRow | null {
  if (record.raw === null || record.operation === 'DELETE') return null;
  // Safe: both were written as JSON of flat objects.
  const raw = JSON.parse(record.raw) as RawRow;
  // Safe: as above.
  const patch = record.patch === null ? {} : (JSON.parse(record.patch) as RawRow);
  return { raw: { ...raw, ...patch }, sourceKey: record.sourceKey ?? '' };
}

async function readRows(
  services: Services,
  { run }: OpenRun,
  records: readonly FailedRecord[],
): Promise<readonly (CapturedRow | null)[]> {
  const keys = records.flatMap((record) =>
    record.sourceKey !== null && hasKeyColumns(record.sourceKey) ? [record.sourceKey] : [],
  );
  const found = await readAgain(run, keys);
  const gone = records.filter((record) => !found.has(record.sourceKey ?? ''));
  await services.store.failedRecords.saveTries(
    gone.map((record) => ({
      uid: record.uid,
      action: 'from_source',
      mappingVersion: run.mappingVersion,
      outcome: 'superseded',
      at: new Date(services.clock.now()).toISOString(),
      nextRetryAt: null,
    })),
  );
  return [...found].map(([sourceKey, raw]) => ({ raw, sourceKey }));
}

function listStates(services: Services, records: readonly FailedRecord[]): Promise<readonly FailedState[]> {
  return services.store.failedRecords.listStates(records.map((record) => record.uid));
}

/** A record that was given back untried has not more tries than before. */
function countOutcomes(
  before: readonly FailedRecord[],
  after: readonly FailedState[],
): Pick<StepOutcome, 'resolved' | 'failed' | 'superseded' | 'records'> {
  const triesBefore = new Map(before.map((record) => [record.uid, record.retryCount]));
  const records = after.map(({ uid, entityName: entity, reference, status, retryCount, message }): RetriedRecord => {
    if (status === 'resolved' || status === 'superseded') {
      return { uid, entity, reference, outcome: status, message: null };
    }
    const isTried = retryCount > (triesBefore.get(uid) ?? 0);
    return { uid, entity, reference, outcome: isTried ? 'failed' : 'released', message: isTried ? message : null };
  });
  const countOf = (outcome: RetriedRecord['outcome']): number =>
    records.filter((record) => record.outcome === outcome).length;
  const [resolved, superseded] = [countOf('resolved'), countOf('superseded')];
  return { resolved, superseded, failed: before.length - resolved - superseded, records };
}
