// Work that goes on after its procedure has answered: started, steered, watched, remembered for a while. In memory only:
// what a job has done is in the store, and a run that lost its job is resumed from there.
//
//   running ──ends──▶ completed | failed        pause, stop: asked for, then ──▶ paused | stopped

import type { z } from 'zod';
import type { RequestedAction } from '../contract/batch.ts';
import type { jobSchema } from '../contract/jobs.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Clock, Log } from '../host.ts';
import type { RetriedRecord } from '../operations/retry-failed.ts';
import type { SyncControl } from '../operations/prepare-run.ts';
import type { Batch } from '../repositories/batch-repository.ts';

/** A job in public names. */
export type Job = z.infer<typeof jobSchema>;
export type JobWork = Job['work'];
export type JobBatch = Job['batches'][number];

/** What the work of a job is lent. */
export interface JobTools {
  readonly control: SyncControl;
  /** Keeps what became of single records. */
  readonly addResults: (results: readonly RetriedRecord[]) => void;
  /** Shows new figures. */
  readonly update: (work: JobWork) => void;
}

export interface JobSpec {
  readonly work: JobWork;
  /** The runs that are known before it begins. */
  readonly batches: readonly JobBatch[];
  /** Dry runs take no lease and stand in nobody's way. */
  readonly isDryRun?: boolean;
  /** Returns the batches it came to. */
  readonly run: (tools: JobTools) => Promise<readonly Batch[]>;
}

export interface JobRegistry {
  /** Throws EngineError `conflict` where a live job has one of the entities already. */
  start(spec: JobSpec): Job;
  /** Newest first. */
  list(): readonly Job[];
  /** Throws EngineError `not_found`. */
  get(jobUid: string): Job;
  /** What became of single records, those that failed first. Throws EngineError `not_found`. */
  results(jobUid: string): readonly RetriedRecord[];
  /** The newest job that has this run. */
  findByBatch(batchUid: string): Job | undefined;
  /** Asks a job to pause or stop; one that has ended stays as it is. */
  ask(jobUid: string, action: RequestedAction): Job;
  /** Returns the function that stops listening. */
  readonly onChange: (listener: () => void) => () => void;
  /** Pauses what runs and waits for it; aborts it once `signal` says so. */
  close(signal: AbortSignal): Promise<void>;
}

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly isDryRun: boolean;
  failed: RetriedRecord[];
  others: RetriedRecord[];
  done: Promise<void>;
}

export interface RegistryNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly newUid: () => string;
}

const REMEMBERED_JOBS = 200;
const REMEMBERED_RESULTS = 10_000;

export function createJobRegistry({ clock, log, newUid }: RegistryNeeds): JobRegistry {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const now = (): string => new Date(clock.now()).toISOString();
  const find = (jobUid: string): Entry => {
    const entry = entries.get(jobUid);
    if (entry !== undefined) return entry;
    const sentence = `There is no job ${jobUid}. Jobs are forgotten when the engine ends; their runs are in the history.`;
    throw new EngineError('not_found', sentence, { details: { job_uid: jobUid } });
  };
  const change = (entry: Entry, changes: Partial<Job>): void => {
    entry.job = { ...entry.job, ...changes };
    tell();
  };
  const end = (entry: Entry, changes: Pick<Job, 'state' | 'error'>): void => {
    change(entry, { ...changes, ended_at: now(), requested_action: null });
  };

  async function work(entry: Entry, spec: JobSpec): Promise<void> {
    const control: SyncControl = { local: () => entry.job.requested_action, signal: entry.abort.signal };
    try {
      const batches = await spec.run({
        control,
        addResults: (results) => {
          addResults(entries.values(), entry, results);
        },
        update: (figures) => {
          change(entry, { work: figures });
        },
      });
      entry.job = { ...entry.job, batches: mergeBatches(entry.job.batches, batches) };
      end(entry, outcomeOf(batches, entry.job.requested_action));
    } catch (error) {
      if (!(error instanceof EngineError)) {
        log.error('A job failed unexpectedly', { job: entry.job.job_uid, error: describe(error) });
      }
      const isStopped = error instanceof EngineError && error.kind === 'stopped';
      end(entry, { state: isStopped ? 'stopped' : 'failed', error: sentenceOf(error) });
    }
  }

  return {
    start: (spec) => {
      if (spec.isDryRun !== true) refuseBusy(entries.values(), spec.batches);
      const job: Job = {
        job_uid: newUid(),
        state: 'running',
        requested_action: null,
        started_at: now(),
        ended_at: null,
        batches: spec.batches,
        work: spec.work,
        error: null,
      };
      const entry: Entry = {
        job,
        abort: new AbortController(),
        isDryRun: spec.isDryRun === true,
        failed: [],
        others: [],
        done: Promise.resolve(),
      };
      entries.set(job.job_uid, entry);
      forgetOldest(entries);
      entry.done = work(entry, spec);
      tell();
      return entry.job;
    },
    list: () => [...entries.values()].map((entry) => entry.job).toReversed(),
    get: (jobUid) => find(jobUid).job,
    results: (jobUid) => {
      const { failed, others } = find(jobUid);
      return [...failed, ...others];
    },
    findByBatch: (batchUid) =>
      [...entries.values()].findLast(({ job }) => job.batches.some((batch) => batch.batch_uid === batchUid))?.job,
    ask: (jobUid, action) => {
      const entry = find(jobUid);
      if (entry.job.state === 'running') change(entry, { requested_action: action });
      return entry.job;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async (signal) => {
      const running = [...entries.values()].filter(({ job }) => job.state === 'running');
      for (const entry of running) change(entry, { requested_action: entry.job.requested_action ?? 'pause' });
      const abortAll = (): void => {
        for (const entry of running) entry.abort.abort();
      };
      if (signal.aborted) abortAll();
      signal.addEventListener('abort', abortAll, { once: true });
      await Promise.all(running.map((entry) => entry.done));
      signal.removeEventListener('abort', abortAll);
    },
  };
}

function refuseBusy(entries: Iterable<Entry>, batches: readonly JobBatch[]): void {
  for (const { job, isDryRun } of entries) {
    if (job.state !== 'running' || isDryRun) continue;
    const busy = job.batches.find(({ entity }) => batches.some((batch) => batch.entity === entity));
    if (busy === undefined) continue;
    const sentence = `${busy.entity} is being worked on already. Nothing was started. Wait for it, or stop it first.`;
    throw new EngineError('conflict', sentence, {
      details: { entity: busy.entity, job_uid: job.job_uid, batch_uid: busy.batch_uid },
    });
  }
}

function forgetOldest(entries: Map<string, Entry>): void {
  for (const [uid, { job }] of entries) {
    if (entries.size <= REMEMBERED_JOBS) return;
    if (job.state !== 'running') entries.delete(uid);
  }
}

/** Of all jobs together only so many are kept: those of the oldest job go first, within a job those that went well. */
function addResults(entries: Iterable<Entry>, to: Entry, results: readonly RetriedRecord[]): void {
  const isFailed = (result: RetriedRecord): boolean => result.outcome === 'failed';
  to.failed = [...to.failed, ...results.filter(isFailed)].slice(-REMEMBERED_RESULTS);
  to.others = [...to.others, ...results.filter((result) => !isFailed(result))].slice(-REMEMBERED_RESULTS);
  const all = [...entries];
  let tooMany = all.reduce((sum, { failed, others }) => sum + failed.length + others.length, 0) - REMEMBERED_RESULTS;
  for (const entry of all) {
    if (tooMany <= 0) return;
    const gone = Math.min(tooMany, entry.others.length);
    entry.others = entry.others.slice(gone);
    const goneFailed = Math.min(tooMany - gone, entry.failed.length);
    entry.failed = entry.failed.slice(goneFailed);
    tooMany -= gone + goneFailed;
  }
}

function mergeBatches(known: readonly JobBatch[], batches: readonly Batch[]): readonly JobBatch[] {
  const uids = new Set(known.map((batch) => batch.batch_uid));
  const added = batches.filter((batch) => !uids.has(batch.uid));
  return [...known, ...added.map(({ uid, entityName }) => ({ batch_uid: uid, entity: entityName }))];
}

/** A job is as good as its worst run. */
function outcomeOf(batches: readonly Batch[], asked: RequestedAction | null): Pick<Job, 'state' | 'error'> {
  const failed = batches.find((batch) => batch.status === 'failed');
  if (failed !== undefined) return { state: 'failed', error: failed.errorMessage };
  if (asked === 'stop' || batches.some((batch) => batch.status === 'cancelled'))
    return { state: 'stopped', error: null };
  if (asked === 'pause' || batches.some((batch) => batch.status === 'paused')) return { state: 'paused', error: null };
  return { state: 'completed', error: null };
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return error.message;
  return 'An unexpected error ended the work; what was acknowledged stays. The log has the details. Start it again.';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
