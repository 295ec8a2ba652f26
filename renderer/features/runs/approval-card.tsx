// An approval of held deletes while it goes on, and what it came to: deleted and kept.

import { Button, Callout, ProgressBar } from '@blueprintjs/core';
import { StopIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { useLiveRuns } from '../../state/live-runs.ts';
import { toHash } from '../../state/place.ts';
import { formatCount } from '../../ui/format.ts';
import { approvalSentence } from './approval-sentence.ts';
import { closeApproval, type Approval } from './held-store.ts';
import { stopJob } from './steering.ts';

export function ApprovalCard({ approval }: { readonly approval: Approval }): ReactNode {
  const { job, entity, asked } = approval;
  const deleted = useLiveRuns(({ runs }) => runs.find((run) => run.entity === entity)?.metrics.deleted ?? 0);
  if (job === null || job.state === 'running') {
    return (
      <div className="sf-held-bar" role="status" aria-label={`Approval of deletes of ${entity}`}>
        <div className="sf-held-why">
          <p>
            <b>
              Approved {formatCount(asked)} of {entity}.
            </b>{' '}
            {deleted === 0 ? 'The ERP is asked again for each of them.' : `${formatCount(deleted)} deleted so far.`}
          </p>
          <ProgressBar
            {...(deleted === 0 ? {} : { value: Math.min(1, deleted / asked) })}
            animate={false}
            intent="primary"
            aria-label={`Deletes of ${entity}`}
          />
        </div>
        {job !== null && (
          <Button
            icon={<StopIcon />}
            text={job.requested_action === null ? 'Stop' : 'Stopping'}
            disabled={job.requested_action !== null}
            onClick={() => stopJob(job.job_uid)}
          />
        )}
      </div>
    );
  }
  const run = job.batches.at(-1);
  return (
    <Callout
      className="sf-doubts"
      intent={job.state === 'completed' ? 'success' : job.state === 'failed' ? 'danger' : 'warning'}
      role="status"
      title={`Deletes of ${entity}`}
    >
      <p>{approvalSentence(job, asked)}</p>
      <div className="sf-row">
        {run !== undefined && <a href={toHash({ path: '/runs', params: { run: run.batch_uid } })}>Show the run</a>}
        <Button
          size="small"
          text="Close"
          aria-label={`Close the result of ${entity}`}
          onClick={() => closeApproval(job.job_uid)}
        />
      </div>
    </Callout>
  );
}
