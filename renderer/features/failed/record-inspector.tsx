// One failed record: what happened, how it looks at each stage, its edit, every try, and where to go from here.

import { Button } from '@blueprintjs/core';
import { ChevronDownIcon, ChevronUpIcon, CrossIcon } from '@blueprintjs/icons';
import { useEffect, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, useParam } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { EditBar } from './edit-bar.tsx';
import { beginEdit, leaveEdit, useEdit } from './edit-store.ts';
import { mappingResource, recordResource } from './failed-store.ts';
import { FailedStatusLabel } from './failed-status.tsx';
import type { FailedDetails } from './failed-types.ts';
import { FieldsTable } from './fields-table.tsx';
import { RecordActions } from './record-actions.tsx';
import { RelatedLinks } from './related-links.tsx';
import { TriesList } from './tries-list.tsx';
import { WhatHappened } from './what-happened.tsx';

export interface RecordInspectorProps {
  readonly uid: string;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

export function RecordInspector({ uid, onPrevious, onNext }: RecordInspectorProps): ReactNode {
  const { data, error, reload } = useResource(recordResource, uid);
  return (
    <div className="sf-stack">
      <div className="sf-failed-inspector-head">
        <Button
          size="small"
          variant="minimal"
          icon={<ChevronUpIcon />}
          aria-label="Previous record"
          title="Previous record (Alt+Up)"
          disabled={onPrevious === null}
          onClick={onPrevious ?? undefined}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<ChevronDownIcon />}
          aria-label="Next record"
          title="Next record (Alt+Down)"
          disabled={onNext === null}
          onClick={onNext ?? undefined}
        />
        {data !== null && <FailedStatusLabel status={data.status} />}
        <span className="sf-spacer" />
        <Button
          size="small"
          variant="minimal"
          icon={<CrossIcon />}
          aria-label="Close the record"
          onClick={() => setParams({ uid: null, edit: null })}
        />
      </div>
      {data === null && error === null && <LoadingState what="the record" />}
      {data === null && error !== null && <ShownErrorState error={error} onRetry={() => void reload()} />}
      {data !== null && <RecordView key={data.uid} record={data} />}
    </div>
  );
}

/** Records that can still be edited. */
const EDITABLE: ReadonlySet<FailedDetails['status']> = new Set<FailedDetails['status']>([
  'open',
  'exhausted',
  'ignored',
]);

function RecordView({ record }: { readonly record: FailedDetails }): ReactNode {
  const { data: mapping } = useResource(mappingResource, { name: record.entity, version: record.mapping_version });
  const isAsked = useParam('edit') === '1';
  const canEdit = record.raw !== null && record.operation !== 'DELETE' && EDITABLE.has(record.status);
  const isEditing = useEdit(({ uid }) => uid) === record.uid && canEdit;
  useEffect(() => {
    if (isAsked && canEdit) beginEdit(record.uid);
    return leaveEdit;
  }, [isAsked, canEdit, record.uid]);
  return (
    <>
      <WhatHappened record={record} mapping={mapping} />
      <RecordActions record={record} canEdit={canEdit && !isEditing} />
      <section aria-label="The record at each stage">
        <h3>The record at each stage</h3>
        <FieldsTable record={record} mapping={mapping} isEditing={isEditing} />
        {isEditing && <EditBar record={record} />}
      </section>
      <TriesList record={record} />
      <RelatedLinks record={record} mapping={mapping} />
    </>
  );
}
