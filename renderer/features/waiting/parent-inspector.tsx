// One missing parent: where it is, what to do about it, and the children it holds.

import { Button, Callout, ProgressBar, type Intent } from '@blueprintjs/core';
import { CrossIcon, DownloadIcon, StopIcon, TrashIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { setParams } from '../../state/location.ts';
import { toHash } from '../../state/place.ts';
import { countOf } from '../../ui/format.ts';
import { ChildrenGrid } from './children-grid.tsx';
import { ParentPlaceLabel } from './parent-place.tsx';
import { toDiscard } from './parents-grid.tsx';
import { askDiscard, fetchParent, stopFetch, useWaiting, type FetchJob } from './waiting-store.ts';
import type { Parent } from './waiting-types.ts';
import {
  describeFetch,
  PLACE_WORDS,
  placeLink,
  toParentParam,
  type FetchOutcome,
  type ParentKey,
} from './waiting-words.ts';

export interface ParentInspectorProps {
  readonly parentKey: ParentKey;
  /** Null once nobody waits for it any more. */
  readonly parent: Parent | null;
}

export function ParentInspector({ parentKey, parent }: ParentInspectorProps): ReactNode {
  const fetching = useWaiting(({ fetches }) => fetches[toParentParam(parentKey)]);
  return (
    <div className="sf-stack">
      <div className="sf-row">
        <h2 className="sf-waiting-title">
          {parent === null
            ? `A parent of ${parentKey.parent_entity}`
            : `${parent.parent_entity} ${parent.parent_reference}`}
        </h2>
        <span className="sf-spacer" />
        <Button
          size="small"
          variant="minimal"
          icon={<CrossIcon />}
          aria-label="Close the parent"
          onClick={() => setParams({ parent: null })}
        />
      </div>
      {fetching !== undefined && <FetchResult job={fetching} />}
      {parent === null ? (
        <p>No record waits for it any more.</p>
      ) : (
        <ParentView parent={parent} isFetching={fetching === 'starting' || fetching?.state === 'running'} />
      )}
    </div>
  );
}

interface ParentViewProps {
  readonly parent: Parent;
  readonly isFetching: boolean;
}

function ParentView({ parent, isFetching }: ParentViewProps): ReactNode {
  const { parent_entity, parent_bk_hash, parent_reference: reference, children } = parent;
  const link = placeLink(parent);
  return (
    <>
      <section aria-label="Where the parent is">
        <ParentPlaceLabel place={parent.place} />
        <p className="sf-waiting-meaning">
          {PLACE_WORDS[parent.place].meaning} Once it is in ScheduleHub, {countOf(children, 'child', 'children')} of{' '}
          {parent.entities.join(', ')} {children === 1 ? 'is' : 'are'} freed.
        </p>
        {link !== null && <a href={toHash({ path: link.path, params: link.params })}>{link.text}</a>}
      </section>
      <div className="sf-row-wrap">
        <Button
          intent="primary"
          icon={<DownloadIcon />}
          text="Fetch the parent now"
          title={`Reads the rows of ${parent_entity} from the ERP until it turns up, and sends it`}
          disabled={isFetching}
          onClick={() => void fetchParent({ parent_entity, parent_bk_hash }, reference)}
        />
        <Button
          icon={<TrashIcon />}
          text={`Discard all ${countOf(children, 'child', 'children')} …`}
          disabled={isFetching}
          onClick={() => askDiscard(toDiscard(parent))}
        />
      </div>
      <ChildrenGrid parent={parent} />
    </>
  );
}

const INTENTS: Readonly<Record<FetchOutcome['tone'], Intent>> = {
  good: 'success',
  warning: 'warning',
  bad: 'danger',
  neutral: 'none',
};

function FetchResult({ job }: { readonly job: FetchJob | 'starting' }): ReactNode {
  const outcome = job === 'starting' ? null : describeFetch(job, job.work);
  if (outcome !== null) {
    return (
      <Callout compact intent={INTENTS[outcome.tone]} role="status">
        {outcome.sentence}
      </Callout>
    );
  }
  return (
    <div role="status">
      <div className="sf-row">
        Reading the ERP until it turns up …
        <span className="sf-spacer" />
        {job !== 'starting' && (
          <Button
            size="small"
            icon={<StopIcon />}
            text="Stop"
            disabled={job.requested_action !== null}
            onClick={() => void stopFetch(job)}
          />
        )}
      </div>
      <ProgressBar intent="primary" aria-label="Fetching the parent" />
    </div>
  );
}
