// Jobs on their own: what is remembered of them, how they end, and who may not begin beside them.

import { describe, expect, it } from 'vitest';
import { createJobRegistry, type JobRegistry, type JobTools } from '../../../engine/api/job-registry.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import type { RetriedRecord } from '../../../engine/operations/retry-failed.ts';
import { newUuid } from '../../../engine/record/ids.ts';
import { silentLog, systemClock } from '../../support/test-engine.ts';

function create(log = silentLog): JobRegistry {
  return createJobRegistry({ clock: systemClock, log, newUid: newUuid });
}

const results = (outcome: RetriedRecord['outcome'], count: number): readonly RetriedRecord[] =>
  Array.from({ length: count }, (_, at) => ({
    uid: `${outcome}-${at}`,
    entity: 'part',
    reference: null,
    outcome,
    message: null,
  }));

/** Runs a job to its end; `work` is all it does. */
async function runToEnd(jobs: JobRegistry, work: (tools: JobTools) => void | Promise<void>) {
  const { job_uid: uid } = jobs.start({
    work: { kind: 'sync' },
    batches: [],
    run: async (tools) => {
      await work(tools);
      return [];
    },
  });
  while (jobs.get(uid).state === 'running') await Promise.resolve();
  return jobs.get(uid);
}

describe('the results of a job', () => {
  it('are kept with those that failed first', async () => {
    const jobs = create();
    const job = await runToEnd(jobs, ({ addResults }) => {
      addResults(results('resolved', 2));
      addResults(results('failed', 1));
    });
    expect(jobs.results(job.job_uid).map((result) => result.uid)).toEqual(['failed-0', 'resolved-0', 'resolved-1']);
  });

  it('are forgotten where there are too many: what went well first, and of the oldest job', async () => {
    const jobs = create();
    const first = await runToEnd(jobs, ({ addResults }) => {
      addResults(results('failed', 4000));
      addResults(results('resolved', 9000));
    });
    const kept = jobs.results(first.job_uid);
    expect([kept.length, kept.filter((result) => result.outcome === 'failed').length]).toEqual([10_000, 4000]);
    const second = await runToEnd(jobs, ({ addResults }) => {
      addResults(results('failed', 8000));
    });
    expect(jobs.results(second.job_uid)).toHaveLength(8000);
    const left = jobs.results(first.job_uid);
    expect([left.length, left.every((result) => result.outcome === 'failed')]).toEqual([2000, true]);
  });

  it('are those of a job that is known', () => {
    expect(() => create().results(newUuid())).toThrow(/There is no job/);
  });
});

describe('a job that fails', () => {
  it('says why where the error is for the operator', async () => {
    const job = await runToEnd(create(), () => Promise.reject(new EngineError('usage', 'The mapping is broken.')));
    expect([job.state, job.error]).toEqual(['failed', 'The mapping is broken.']);
  });

  it('says what is safe where nobody expected it, and the log has the rest', async () => {
    const lines: unknown[] = [];
    const log = { ...silentLog, error: (message: string, fields?: unknown) => void lines.push([message, fields]) };
    const job = await runToEnd(create(log), () => Promise.reject(new TypeError('x is undefined')));
    expect([job.state, job.error]).toEqual(['failed', expect.stringContaining('what was acknowledged stays')]);
    expect(job.error).not.toContain('undefined');
    expect(JSON.stringify(lines)).toContain('x is undefined');
  });

  it('is stopped where it was stopped', async () => {
    const job = await runToEnd(create(), () => Promise.reject(new EngineError('stopped', 'Stopped while reading.')));
    expect(job.state).toBe('stopped');
  });
});

describe('a second job', () => {
  const spec = (entity: string, isDryRun: boolean, run: () => Promise<readonly never[]>) => ({
    work: { kind: 'sync' } as const,
    batches: [{ batch_uid: newUuid(), entity }],
    isDryRun,
    run,
  });

  it('of the same entity is refused while the first is at work, a dry run is not', async () => {
    const jobs = create();
    const working = Promise.withResolvers<readonly never[]>();
    jobs.start(spec('part', false, () => working.promise));
    expect(() => jobs.start(spec('part', false, () => Promise.resolve([])))).toThrow(/part is being worked on already/);
    expect(jobs.start(spec('part', true, () => Promise.resolve([]))).state).toBe('running');
    expect(jobs.start(spec('order', false, () => Promise.resolve([]))).state).toBe('running');
    working.resolve([]);
    await jobs.close(new AbortController().signal);
  });
});

describe('the end of the engine', () => {
  it('asks what runs to pause, and aborts it when the host cannot wait', async () => {
    const jobs = create();
    const seen: unknown[] = [];
    const hurry = new AbortController();
    jobs.start({
      work: { kind: 'sync' },
      batches: [],
      run: ({ control }) =>
        new Promise((resolve) => {
          control.signal.addEventListener('abort', () => {
            seen.push(control.local());
            resolve([]);
          });
        }),
    });
    const closed = jobs.close(hurry.signal);
    hurry.abort();
    await closed;
    expect([seen, jobs.list()[0]?.state]).toEqual([['pause'], 'paused']);
  });
});
