// What stands at the right of a dry run: one record's changes, or the run itself.

import type { ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, useParam } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { RecordChanges } from './record-changes.tsx';
import { plan, planRecordResource } from './run-store.ts';
import { RunStoryView } from './run-story.tsx';
import type { RunStory } from './run-types.ts';

/** `record=run` shows the run, `record=12` the record with that number. */
export function DryRunInspector({ story, record }: { readonly story: RunStory; readonly record: string }): ReactNode {
  const field = useParam('field');
  const known = plan(({ rows, filter }) =>
    filter?.batchUid === story.batch_uid ? rows.find(({ seq }) => String(seq) === record) : undefined,
  );
  const close = (): void => setParams({ record: null });
  if (record === 'run') return <RunStoryView story={story} onClose={close} />;
  if (known !== undefined) return <RecordChanges record={known} field={field} onClose={close} />;
  return <RecordFromAfar batchUid={story.batch_uid} seq={Number.parseInt(record, 10) || 0} {...{ field, close }} />;
}

interface RecordFromAfarProps {
  readonly batchUid: string;
  readonly seq: number;
  readonly field: string | null;
  readonly close: () => void;
}

/** A link led here: the record is not among the rows that were read so far. */
function RecordFromAfar({ batchUid, seq, field, close }: RecordFromAfarProps): ReactNode {
  const { data, error, reload } = useResource(planRecordResource, { batchUid, seq });
  if (error !== null) return <ShownErrorState error={error} onRetry={() => void reload()} />;
  if (data === null) return <LoadingState what="the record" />;
  const [record] = data.rows;
  return record?.seq === seq ? (
    <RecordChanges record={record} field={field} onClose={close} />
  ) : (
    <EmptyState title="There is no such record">The dry run holds no record with this number.</EmptyState>
  );
}
