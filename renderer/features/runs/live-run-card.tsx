// One run at work: how far, how fast, how long still, what holds it up, and what became of its rows.

import { ProgressBar } from '@blueprintjs/core';
import { WarningSignIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { RunStatus } from '../../parts/run-status.tsx';
import { useLiveRuns, type LiveRun } from '../../state/live-runs.ts';
import { toHash } from '../../state/place.ts';
import { useNow } from '../../ui/age.tsx';
import { formatDuration, formatPercent, formatRate } from '../../ui/format.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { CountBar } from './count-bar.tsx';
import { shareRead } from './counts.ts';
import { etaWords } from './eta.ts';
import { RunControls } from './run-controls.tsx';
import type { Run } from './run-types.ts';
import { StageTable } from './stage-table.tsx';
import { useAsked } from './steering.ts';

const PHASES: Readonly<Record<NonNullable<LiveRun['phase']>, string>> = {
  reading: 'Reading and sending',
  sending: 'Sending the last of it',
  deleting: 'Deleting what the ERP no longer has',
};
/** Points of the line: the last minute or two. */
const SHOWN_POINTS = 120;
const NO_SPEEDS: readonly number[] = [];

export interface LiveRunCardProps {
  readonly run: LiveRun;
  /** As the history knows it; null until it was read. */
  readonly known: Run | null;
}

export function LiveRunCard({ run, known }: LiveRunCardProps): ReactNode {
  const { batch_uid: batchUid, entity, metrics, total_rows: total, phase, last_warning: warning } = run;
  const asked = useAsked((byRun) => byRun[batchUid] ?? null);
  const share = shareRead(metrics.total_fetched, total);
  const isDryRun = known?.dry_run ?? false;
  return (
    <article className="sf-card sf-live" aria-label={`${isDryRun ? 'Dry run' : 'Run'} of ${entity}`}>
      <header className="sf-live-head">
        <div className="sf-row-wrap">
          <h3>
            <a href={toHash({ path: '/runs', params: { run: batchUid } })}>{entity}</a>
          </h3>
          {isDryRun && <span className="sf-tag-dry">Dry run: nothing is sent</span>}
          <RunStatus status="running" requestedAction={asked ?? known?.requested_action ?? null} />
          <span className="sf-muted">
            {phase === null ? 'Beginning' : metrics.deleted > 0 ? PHASES.deleting : PHASES[phase]},{' '}
            {formatDuration(metrics.duration_ms)}
          </span>
        </div>
        <RunControls {...{ batchUid, entity, isDryRun }} state="running" />
      </header>
      <div className="sf-live-body">
        <div className="sf-live-figures">
          {share !== null && (
            <div className="sf-live-progress">
              <ProgressBar
                value={share}
                animate={false}
                stripes={false}
                intent="primary"
                aria-label={`${entity}: rows read`}
              />
              <span className="sf-number">{formatPercent(Math.floor(share * 100))}</span>
            </div>
          )}
          <Pace run={run} />
          {warning !== null && (
            <p className="sf-live-warning">
              <WarningSignIcon size={12} /> {warning}
            </p>
          )}
          <CountBar {...{ metrics, total, isDryRun, batchUid, entity }} />
        </div>
        <StageTable stages={run.stages} />
      </div>
    </article>
  );
}

/** Rate and time left; while a system does not answer, the reason and the next try instead. */
function Pace({ run }: { readonly run: LiveRun }): ReactNode {
  const speeds = useLiveRuns((state) => state.speeds[run.batch_uid] ?? NO_SPEEDS);
  const nowMs = useNow();
  const { stall, time_left: timeLeft, rows_per_second: speed } = run;
  if (stall !== null) {
    return (
      <p className="sf-live-stall" role="status">
        <WarningSignIcon size={12} />
        <span>
          Waits: {stall.reason} Tries again in {formatDuration(stall.retry_in_ms)}. What was sent is safe.
        </span>
      </p>
    );
  }
  return (
    <div className="sf-row-wrap sf-live-pace">
      {speeds.length > 1 && (
        <Sparkline
          kind="line"
          values={speeds.slice(-SHOWN_POINTS)}
          label={`Rows a second over the last minute, now ${formatRate(speed)}`}
        />
      )}
      <span className="sf-number">{formatRate(speed)}</span>
      <span className="sf-muted">
        {timeLeft !== null
          ? etaWords(timeLeft, nowMs)
          : run.total_rows === null
            ? 'The API does not say how many rows there are'
            : 'Time left: not known yet'}
      </span>
    </div>
  );
}
