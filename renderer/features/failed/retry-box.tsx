// The retry at work, or how it ended, with the records that failed again. Closing it does not cancel the retry.

import { Button, ProgressBar } from '@blueprintjs/core';
import { CrossIcon, StopIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { goTo, setParams, usePlace } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { useNow } from '../../ui/age.tsx';
import { countOf } from '../../ui/format.ts';
import { filterParams } from './failed-params.ts';
import { retryResultsResource } from './failed-store.ts';
import { describeOutcome, describeProgress, progressOf, rateOf, STEPS, tally } from './retry-plan.ts';
import { closeRetryBox, showRetryBox, stopRetry, useRetry, type RetryJob } from './retry-store.ts';

export function RetryBox(): ReactNode {
  const { job, isBoxOpen } = useRetry();
  if (job === null || !isBoxOpen) return null;
  return (
    <section className="sf-failed-box" aria-label="Retry">
      {job.state === 'running' ? <AtWork job={job} /> : <Ended job={job} />}
    </section>
  );
}

/** The way back to a box that was closed while its retry goes on. */
export function RetryChip(): ReactNode {
  const { job, isBoxOpen } = useRetry();
  if (job === null || isBoxOpen || job.state !== 'running') return null;
  return <Button size="small" intent="primary" variant="outlined" text="Show the retry" onClick={showRetryBox} />;
}

function AtWork({ job }: { readonly job: RetryJob }): ReactNode {
  const { work, requested_action: asked } = job;
  const steps = useRetry((state) => state.steps);
  const rate = rateOf(job, work.claimed, useNow());
  const isStopping = asked !== null;
  return (
    <>
      <div className="sf-row-wrap">
        <strong role="status">
          {isStopping ? 'Stopping after the calls in flight' : describeProgress(work, STEPS[steps])}
        </strong>
        <span className="sf-muted sf-number">
          {tally(work)}
          {rate !== null && `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} records/s`}
        </span>
        <span className="sf-spacer" />
        <Button
          size="small"
          icon={<StopIcon />}
          text="Stop"
          disabled={isStopping}
          title="What is acknowledged stays; records that were not tried stay as they are"
          onClick={() => void stopRetry()}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<CrossIcon />}
          aria-label="Close; the retry goes on"
          title="Close; the retry goes on"
          onClick={closeRetryBox}
        />
      </div>
      <ProgressBar
        value={work.claimed === 0 ? undefined : progressOf(work)}
        intent="primary"
        aria-label="Records tried"
      />
    </>
  );
}

function Ended({ job }: { readonly job: RetryJob }): ReactNode {
  const { title, detail, tone } = describeOutcome(job, job.work);
  return (
    <div className={`sf-failed-outcome sf-failed-outcome-${tone}`}>
      <div className="sf-row-wrap" role="status">
        <strong>{title}</strong>
        <span>{detail}</span>
        <span className="sf-spacer" />
        <Button
          size="small"
          variant="minimal"
          icon={<CrossIcon />}
          aria-label="Close the result of the retry"
          onClick={closeRetryBox}
        />
      </div>
      {job.work.failed > 0 && <FailedAgain jobUid={job.job_uid} />}
    </div>
  );
}

/** The results come with those that failed first; the rest is no news. */
function FailedAgain({ jobUid }: { readonly jobUid: string }): ReactNode {
  const { data } = useResource(retryResultsResource, jobUid);
  const params = usePlace((place) => place.params);
  const failed = (data?.rows ?? []).filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return null;
  return (
    <ul className="sf-failed-again" aria-label="Records that failed again">
      {failed.map(({ uid, entity, reference, message }) => (
        <li key={uid}>
          <button
            type="button"
            className="sf-failed-link"
            onClick={() =>
              params['view'] === 'records' || params['signature'] !== undefined
                ? setParams({ uid, edit: null })
                : goTo('/failed', { ...filterParams(params), view: 'records', uid })
            }
          >
            {entity} {reference ?? 'without a business key'}
          </button>{' '}
          {message}
        </li>
      ))}
      {data !== null && data.next !== null && (
        <li>{`Only the first ${countOf(failed.length, 'record')} are listed.`}</li>
      )}
    </ul>
  );
}
