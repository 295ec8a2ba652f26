// All entities, and the drafts of new ones: how they stand, and what can be done with the marked ones.

import { Button, InputGroup } from '@blueprintjs/core';
import { AddIcon, EditIcon, ImportIcon, LayersIcon, TickIcon, TimeIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useMemo, useState, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { RunStatus } from '../../parts/run-status.tsx';
import { useCommands, type Command } from '../../state/commands.ts';
import { goTo, setParams, useParam } from '../../state/location.ts';
import { useOverview } from '../../state/overview.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { useResource } from '../../state/resource.ts';
import { Age } from '../../ui/age.tsx';
import { DataGrid, type GridColumn } from '../../ui/data-grid.tsx';
import { countOf, formatCount } from '../../ui/format.ts';
import { EmptyState, FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { exportEntities, importEntityFiles, removeDraft, type ImportResult } from './entity-actions.ts';
import { filterEntityRows, toEntityRows, type EntityRow } from './entity-rows.ts';
import { DropZone, FileButton } from './file-button.tsx';
import { ImportResults } from './import-results.tsx';
import { entitiesResource, useChecks } from './list-store.ts';
import { NewEntity } from './new-entity.tsx';
import { RemoveEntities } from './remove-entities.tsx';
import { startRun } from './start-run.ts';

const COLUMNS: readonly GridColumn<EntityRow>[] = [
  {
    id: 'name',
    header: 'Entity',
    width: 'minmax(150px, 1.2fr)',
    render: ({ name, isNew, key }) => (
      <a href={isNew ? `#/entities/new/${key}` : `#/entities/${key}`} tabIndex={-1}>
        {name}
      </a>
    ),
    title: ({ name, description }) => (description === '' ? name : `${name}: ${description}`),
  },
  {
    id: 'flow',
    header: 'From → to',
    width: 'minmax(180px, 1.4fr)',
    render: ({ source, target, isNew }) =>
      isNew ? <span className="sf-muted">not saved yet</span> : `${source} → ${target}`,
    title: ({ source, target }) => `${source} → ${target}`,
  },
  {
    id: 'version',
    header: 'Version',
    width: '72px',
    isNumber: true,
    render: ({ version }) => (version === null ? '–' : formatCount(version)),
  },
  {
    id: 'parents',
    header: 'Parents',
    width: 'minmax(90px, 1fr)',
    render: ({ parents }) => parents.join(', '),
    title: ({ parents }) => parents.join(', '),
  },
  {
    id: 'records',
    header: 'Records',
    width: '90px',
    isNumber: true,
    render: ({ records }) => (records === null ? '–' : formatCount(records)),
  },
  { id: 'state', header: 'State', width: '140px', render: (row) => <EntityState row={row} /> },
  {
    id: 'run',
    header: 'Last run',
    width: 'minmax(190px, 1fr)',
    render: ({ lastRun, isNew }) =>
      isNew ? null : <RunStatus status={lastRun?.status ?? null} failed={lastRun?.metrics.failed ?? 0} />,
  },
  {
    id: 'when',
    header: 'When',
    width: '100px',
    render: ({ draft, lastRun }) =>
      draft !== null ? <Age at={draft.updated_at} /> : lastRun !== null ? <Age at={lastRun.started_at} /> : null,
  },
];

function EntityState({ row: { draft, check, isNew } }: { readonly row: EntityRow }): ReactNode {
  if (draft !== null)
    return (
      <StatusLabel tone="held" icon={<EditIcon />}>
        {isNew ? 'New draft' : 'Draft'}
      </StatusLabel>
    );
  if (check === null)
    return (
      <StatusLabel tone="quiet" icon={<TimeIcon />}>
        Checking
      </StatusLabel>
    );
  const { problems, notes } = check;
  if (problems.length > 0)
    return (
      <StatusLabel tone="warning" icon={<WarningSignIcon />} title={problems.map(({ message }) => message).join('\n')}>
        {countOf(problems.length, 'problem')}
      </StatusLabel>
    );
  return (
    <StatusLabel tone="good" icon={<TickIcon />} title={notes.map((note) => `Not checked: ${note}`).join('\n')}>
      OK
    </StatusLabel>
  );
}

type Open =
  | { readonly kind: 'new' }
  | { readonly kind: 'remove'; readonly rows: readonly EntityRow[] }
  | { readonly kind: 'imported'; readonly results: readonly ImportResult[] };

export function EntityList(): ReactNode {
  const { data, error, reload } = useResource(entitiesResource, null);
  const overview = useOverview();
  const checks = useChecks((state) => state.byVersion);
  const density = usePreferences((preferences) => preferences.density);
  const hasLetterKeys = usePreferences((preferences) => preferences.hasLetterKeys);
  const text = useParam('q') ?? '';
  const isCreating = useParam('new') !== null;
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open | null>(null);
  const rows = useMemo(
    () => (data === null ? [] : toEntityRows({ ...data, overview, checks })),
    [data, overview, checks],
  );
  const shown = filterEntityRows(rows, text);
  const chosen = rows.filter(({ key }) => marked.has(key));
  const saved = chosen.filter(({ isNew }) => !isNew).map(({ name }) => name);
  const importFiles = (files: readonly File[]): void => {
    void importEntityFiles(files).then((results) => {
      if (results !== null) setOpen({ kind: 'imported', results });
    });
  };
  const remove = (wanted: readonly EntityRow[]): void => {
    const entities = wanted.filter(({ isNew }) => !isNew);
    for (const row of wanted) if (row.isNew) void removeDraft(row.key);
    if (entities.length > 0) setOpen({ kind: 'remove', rows: entities });
    setMarked(new Set());
  };
  useCommands(LIST_COMMANDS);
  const newButton = (
    <Button intent="primary" icon={<AddIcon />} text="New entity" onClick={() => setParams({ new: '1' })} />
  );
  const importButton = (
    <FileButton text="Import entity files" icon={<ImportIcon />} accept=".json" isMultiple onFiles={importFiles} />
  );
  const filters = (
    <>
      <InputGroup
        type="search"
        value={text}
        placeholder="Filter entities"
        aria-label="Filter entities"
        onChange={({ currentTarget: { value } }) => setParams({ q: value })}
      />
      <span className="sf-muted">
        {shown.length === rows.length
          ? countOf(rows.length, 'entity', 'entities')
          : `${shown.length} of ${rows.length}`}
      </span>
      <span className="sf-spacer" />
      {chosen.length > 0 && (
        <div className="sf-row-wrap" role="toolbar" aria-label="Marked entities">
          <Button text="Dry run" disabled={saved.length === 0} onClick={() => void startRun(saved, { isDry: true })} />
          <Button text="Start" disabled={saved.length === 0} onClick={() => void startRun(saved, { isDry: false })} />
          <Button text="Export" disabled={saved.length === 0} onClick={() => void exportEntities(saved)} />
          <Button intent="danger" variant="outlined" text="Remove" onClick={() => remove(chosen)} />
        </div>
      )}
    </>
  );
  return (
    <Page
      title="Entities"
      subtitle="What is read from APISmith, how it is mapped, and where it goes in ScheduleHub"
      actions={
        <>
          {importButton}
          {newButton}
        </>
      }
      filters={rows.length === 0 ? undefined : filters}
    >
      <DropZone label="Drop entity files to import them" onFiles={importFiles}>
        {error !== null && data === null ? (
          <ShownErrorState error={error} onRetry={() => void reload()} />
        ) : data === null ? (
          <LoadingState what="the entities" />
        ) : rows.length === 0 ? (
          <EmptyState
            title="No entities yet"
            icon={<LayersIcon size={40} />}
            action={
              <div className="sf-row-wrap">
                {newButton}
                {importButton}
              </div>
            }
          >
            An entity says which rows of an APISmith API become which records of ScheduleHub, field by field. Begin with
            a CSV, XLSX or JSON file without any connection, or with an API. The sandbox brings some entities along.
          </EmptyState>
        ) : shown.length === 0 ? (
          <FilteredEmptyState what="entities" onClear={() => setParams({ q: null })} />
        ) : (
          <DataGrid
            label="Entities"
            columns={COLUMNS}
            rows={shown}
            rowId={({ key }) => key}
            rowHeightPx={ROW_HEIGHT_PX[density]}
            total={shown.length}
            onOpen={({ key, isNew }) => goTo(isNew ? `/entities/new/${key}` : `/entities/${key}`)}
            marked={marked}
            onMark={setMarked}
            keys={[
              { key: 'Delete', run: (row) => remove([row]) },
              ...(hasLetterKeys
                ? [{ key: 'd', run: (row: EntityRow) => void startRun([row.name], { isDry: true }) }]
                : []),
            ]}
          />
        )}
      </DropZone>
      {isCreating && <NewEntity onClose={() => setParams({ new: null })} />}
      {open?.kind === 'remove' && <RemoveEntities rows={open.rows} onClose={() => setOpen(null)} />}
      {open?.kind === 'imported' && <ImportResults results={open.results} onClose={() => setOpen(null)} />}
    </Page>
  );
}

const LIST_COMMANDS: readonly Command[] = [
  { id: 'new-entity', label: 'New entity', group: 'Entities', run: () => setParams({ new: '1' }) },
];
