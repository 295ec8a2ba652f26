// The runs at work right now, one line each; the whole story is one click away.

import { ProgressBar } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { useLiveRuns, type LiveRun } from '../../state/live-runs.ts';
import { formatCount, formatRate } from '../../ui/format.ts';

export function LiveCard(): ReactNode {
  const runs = useLiveRuns((state) => state.runs);
  if (runs.length === 0) return null;
  return (
    <section className="sf-card" aria-labelledby="live">
      <h2 id="live">At work</h2>
      <ul className="sf-overview-live">
        {runs.map((run) => (
          <li key={run.batch_uid}>
            <LiveLine run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function LiveLine({ run }: { readonly run: LiveRun }): ReactNode {
  const { entity, batch_uid: uid, metrics, total_rows: total, rows_per_second: rate, stall, status } = run;
  const share = total === null || total === 0 ? null : Math.min(1, metrics.total_fetched / total);
  const read = `${formatCount(metrics.total_fetched)}${total === null ? '' : ` of ${formatCount(total)}`} read`;
  return (
    <>
      <a href={`#/runs?run=${uid}`}>{entity}</a>
      <ProgressBar
        value={share ?? undefined}
        stripes={false}
        animate={false}
        intent="primary"
        aria-label={`Progress of ${entity}`}
      />
      <span className="sf-number">
        {status === 'pending' ? 'waits for its turn' : `${read}, ${formatRate(rate)}`}
        {metrics.failed > 0 && `, ${formatCount(metrics.failed)} failed`}
        {stall !== null && `. ${stall.reason}`}
      </span>
    </>
  );
}
