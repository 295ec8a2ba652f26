// What a dry run came to, diff first: how many records of each kind, which fields change in how many, and every record.

import { Callout } from '@blueprintjs/core';
import { DisableIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, useParam } from '../../state/location.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { useResource } from '../../state/resource.ts';
import { DataGrid, type GridColumn, type RowKey } from '../../ui/data-grid.tsx';
import { formatValue } from '../../ui/format.ts';
import { EmptyState, ErrorState, FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { ChangedFields } from './changed-fields.tsx';
import { DryRunTiles } from './dry-run-tiles.tsx';
import { OperationLabel } from './operation-label.tsx';
import { changedFields, doubts, fieldsOf } from './plan-fields.ts';
import { RunControls } from './run-controls.tsx';
import { plan, planFieldsResource, usePlan } from './run-store.ts';
import type { Operation, PlanRecord, RunStory } from './run-types.ts';

const NO_FIELDS: readonly never[] = [];
const KEYS: readonly RowKey<PlanRecord>[] = [{ key: 'Escape', run: () => setParams({ record: null }) }];

function readOperation(param: string | null): Operation | null {
  return param === 'INSERT' || param === 'UPDATE' || param === 'DELETE' ? param : null;
}

export function DryRunView({ story }: { readonly story: RunStory }): ReactNode {
  if (story.preview === 'cannot_preview') return <CannotPreview story={story} />;
  if (story.preview === 'failed') {
    return (
      <ErrorState
        title="The dry run failed"
        message={`${story.error ?? 'No reason is known.'} Nothing was sent. What would change is not known: this is not the same as no changes.`}
      />
    );
  }
  return <Diff story={story} />;
}

/** A system did not answer: said so that nobody takes it for "no changes". */
function CannotPreview({ story }: { readonly story: RunStory }): ReactNode {
  return (
    <EmptyState title="Cannot preview" icon={<DisableIcon size={40} />}>
      <p>{story.error}</p>
      <p>
        What would change is <b>not known</b>: this is not the same as no changes. Nothing was sent. Start the dry run
        again once the system answers; <a href="#/connections">test the connections</a> first.
      </p>
    </EmptyState>
  );
}

function columnsFor(field: string | null): readonly GridColumn<PlanRecord>[] {
  const change = (record: PlanRecord) => record.changes.find((one) => one.field === field);
  return [
    {
      id: 'operation',
      header: 'Operation',
      width: '110px',
      render: ({ operation }) => <OperationLabel operation={operation} />,
    },
    {
      id: 'reference',
      header: 'Record',
      width: 'minmax(180px, 1.2fr)',
      render: ({ reference }) => reference,
      title: ({ reference }) => reference,
    },
    ...(field === null
      ? []
      : [
          {
            id: 'value',
            header: field,
            width: 'minmax(180px, 1fr)',
            render: (record: PlanRecord) => {
              const changed = change(record);
              if (changed === undefined) return '';
              return (
                <>
                  <del>{formatValue(changed.before)}</del> → <ins>{formatValue(changed.after)}</ins>
                </>
              );
            },
            title: (record: PlanRecord) => {
              const changed = change(record);
              return changed === undefined ? '' : `${formatValue(changed.before)} → ${formatValue(changed.after)}`;
            },
          },
        ]),
    {
      id: 'fields',
      header: 'Fields that change',
      width: 'minmax(200px, 2fr)',
      render: (record) => (record.operation === 'UPDATE' ? changedFields(record, field) : 'the whole record'),
      title: (record) => record.changes.map((one) => one.field).join(', '),
    },
  ];
}

function Diff({ story }: { readonly story: RunStory }): ReactNode {
  const { batch_uid: batchUid, entity, metrics, preview, status } = story;
  const operation = readOperation(useParam('op'));
  const field = useParam('field');
  const record = useParam('record');
  const density = usePreferences((preferences) => preferences.density);
  const isEnded = status !== 'running' && status !== 'pending';
  const records = usePlan(isEnded ? { batchUid, operation, field } : null);
  const { data } = useResource(planFieldsResource, isEnded ? batchUid : null);
  const fields = data?.fields ?? NO_FIELDS;
  const changes = metrics.inserted + metrics.updated + metrics.deleted;
  const isWhole = preview === 'previewed';
  const said = isWhole
    ? doubts(metrics, fields)
    : isEnded
      ? [
          'The preview is not complete: the dry run was stopped. What the rows it did not read would change is not known.',
        ]
      : [];
  return (
    <>
      <DryRunTiles metrics={metrics} operation={operation} />
      {said.length > 0 && (
        <Callout intent="warning" compact className="sf-doubts">
          {said.map((sentence) => (
            <div key={sentence}>{sentence}</div>
          ))}
        </Callout>
      )}
      {!isEnded ? (
        <EmptyState
          title="The dry run is at work"
          action={<RunControls {...{ batchUid, entity }} state="running" isDryRun hasHint />}
        >
          The records are listed here as soon as it has ended.
        </EmptyState>
      ) : changes === 0 && !isWhole ? (
        <EmptyState title="Not known what would change">
          The rows it read before it was stopped change nothing. Start the dry run again to see the rest.
        </EmptyState>
      ) : changes === 0 ? (
        <EmptyState title="Nothing would change">
          Every row was read and compared: ScheduleHub holds the same already.
        </EmptyState>
      ) : (
        <div className="sf-diff">
          <ChangedFields fields={fieldsOf(fields, operation)} {...{ operation, field }} />
          {records.error !== null && records.rows.length === 0 ? (
            <ShownErrorState error={records.error} onRetry={() => void records.reload()} />
          ) : records.rows.length === 0 && records.isLoading ? (
            <LoadingState what="the records" />
          ) : records.rows.length === 0 ? (
            <FilteredEmptyState what="records" onClear={() => setParams({ op: null, field: null })} />
          ) : (
            <DataGrid
              label="Records that would change"
              columns={columnsFor(field)}
              rows={records.rows}
              rowId={({ seq }) => String(seq)}
              rowHeightPx={ROW_HEIGHT_PX[density]}
              total={records.total}
              hasMore={records.hasMore}
              onMore={() => void plan.getState().loadMore()}
              openId={record}
              keys={KEYS}
              onOpen={({ seq }) => setParams({ record: String(seq) })}
            />
          )}
        </div>
      )}
    </>
  );
}
