// What is at work now and what could go on: live runs, runs that wait for their turn, paused and interrupted ones.

import { Button } from '@blueprintjs/core';
import { PauseIcon, PlayIcon, StopIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { RunStatus } from '../../parts/run-status.tsx';
import { useLiveRuns, type LiveRun } from '../../state/live-runs.ts';
import { toHash } from '../../state/place.ts';
import { useOverview } from '../../state/overview.ts';
import { useResource } from '../../state/resource.ts';
import { countOf } from '../../ui/format.ts';
import { history } from './history-store.ts';
import { jobsResource, turnsOf, type Turn } from './jobs-store.ts';
import { LiveRunCard } from './live-run-card.tsx';
import { RunControls } from './run-controls.tsx';
import type { Job, Run } from './run-types.ts';
import { outcomeSentence } from './run-words.ts';
import { pauseAll, pauseJob, resumeRuns, stopJob } from './steering.ts';

const JOBS_MS = 2000;

export function LivePanel(): ReactNode {
  const live = useLiveRuns((state) => state.runs);
  const overview = useOverview();
  const rows = history((state) => state.rows);
  const { data } = useResource(jobsResource, null, JOBS_MS);
  const isAtWork = (uid: string): boolean => live.some((run) => run.batch_uid === uid);
  const resumable = (overview?.live ?? []).filter(
    (run) => (run.status === 'paused' || run.is_interrupted) && !isAtWork(run.batch_uid),
  );
  const queues = (data?.jobs ?? []).filter(isQueue);
  if (live.length === 0 && resumable.length === 0 && queues.length === 0) return null;
  const known = [...(overview?.live ?? []), ...rows];
  return (
    <section className="sf-live-panel sf-stack" aria-label="At work now">
      <div className="sf-row-wrap">
        <h2>At work now</h2>
        <span className="sf-muted">{summary(live, resumable)}</span>
        {live.length > 0 && (
          <span className="sf-muted">
            <b>Pause</b> keeps a run for later, <b>Stop</b> ends it. Either way what was sent stays.
          </span>
        )}
        <span className="sf-spacer" />
        {live.length > 1 && <Button size="small" icon={<PauseIcon />} text="Pause all" onClick={pauseAll} />}
        {resumable.length > 1 && (
          <Button size="small" icon={<PlayIcon />} text="Resume all" onClick={() => resumeRuns(null)} />
        )}
      </div>
      {queues.map((job) => (
        <JobQueue key={job.job_uid} job={job} turns={turnsOf(job, live, known)} />
      ))}
      {live.map((run) => (
        <LiveRunCard
          key={run.batch_uid}
          run={run}
          known={known.find((one) => one.batch_uid === run.batch_uid) ?? null}
        />
      ))}
      {resumable.map((run) => (
        <ResumableCard key={run.batch_uid} run={run} />
      ))}
    </section>
  );
}

function isQueue({ state, work, batches }: Job): boolean {
  return state === 'running' && (work.kind === 'sync' || work.kind === 'resume') && batches.length > 1;
}

function summary(live: readonly LiveRun[], resumable: readonly Run[]): string {
  const said = [
    live.length > 0 ? `${countOf(live.length, 'run')} at work` : '',
    resumable.length > 0 ? `${countOf(resumable.length, 'run')} can go on` : '',
  ];
  return said.filter((text) => text !== '').join(', ');
}

const TURN_WORDS: Readonly<Record<Turn['state'], string>> = { done: 'done', at_work: 'at work', waiting: 'waits' };

/** The order of several entities, and where in it the work is. */
function JobQueue({ job, turns }: { readonly job: Job; readonly turns: readonly Turn[] }): ReactNode {
  const done = turns.filter(({ state }) => state === 'done').length;
  const isAsked = job.requested_action !== null;
  return (
    <div className="sf-queue" role="group" aria-label={`Order of ${countOf(turns.length, 'entity', 'entities')}`}>
      <span className="sf-muted">
        {done} of {countOf(turns.length, 'entity', 'entities')} done, parents first:
      </span>
      <ol>
        {turns.map(({ batchUid, entity, state }) => (
          <li key={batchUid} className={`sf-turn-${state}`}>
            <span>{entity}</span> <span className="sf-muted">{TURN_WORDS[state]}</span>
          </li>
        ))}
      </ol>
      <span className="sf-spacer" />
      <Button
        size="small"
        variant="minimal"
        icon={<PauseIcon />}
        text={job.requested_action === 'pause' ? 'Pausing' : `Pause all ${turns.length}`}
        disabled={isAsked}
        onClick={() => pauseJob(job.job_uid)}
      />
      <Button
        size="small"
        variant="minimal"
        icon={<StopIcon />}
        text={job.requested_action === 'stop' ? 'Stopping' : `Stop all ${turns.length}`}
        disabled={isAsked}
        onClick={() => stopJob(job.job_uid)}
      />
    </div>
  );
}

function ResumableCard({ run }: { readonly run: Run }): ReactNode {
  const { batch_uid: batchUid, entity } = run;
  return (
    <article className="sf-card sf-live" aria-label={`Run of ${entity}`}>
      <header className="sf-live-head">
        <div className="sf-row-wrap">
          <h3>
            <a href={toHash({ path: '/runs', params: { run: batchUid } })}>{entity}</a>
          </h3>
          <RunStatus status={run.status} isInterrupted={run.is_interrupted} />
        </div>
        <RunControls {...{ batchUid, entity }} isDryRun={run.dry_run} state="resumable" />
      </header>
      <p className="sf-run-sentence">{outcomeSentence(run)}</p>
    </article>
  );
}
