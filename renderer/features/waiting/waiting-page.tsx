// Waiting children: records whose parent is not in ScheduleHub yet, by the parent that would free them.

import { HTMLSelect, InputGroup } from '@blueprintjs/core';
import { SearchIcon, TickCircleIcon } from '@blueprintjs/icons';
import { useMemo, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useCommands, type Command } from '../../state/commands.ts';
import { setParams, usePlace } from '../../state/location.ts';
import { savePreferences, usePreferences } from '../../state/preferences.ts';
import { useResource } from '../../state/resource.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import { EmptyState, FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { ParentInspector } from './parent-inspector.tsx';
import { ParentsGrid } from './parents-grid.tsx';
import './waiting.css';
import { fetchParent, MOST_PARENTS, parentsResource } from './waiting-store.ts';
import type { Parent } from './waiting-types.ts';
import { filterParents, parseParentParam, toParentParam } from './waiting-words.ts';

const REFRESH_MS = 15_000;
const USUAL_WIDTH_PX = 520;

export function WaitingPage(): ReactNode {
  const { data, error, reload } = useResource(parentsResource, null, REFRESH_MS);
  const params = usePlace((place) => place.params);
  const { search = '', entity = '' } = params;
  const widthPx = usePreferences(({ paneWidths }) => paneWidths['waiting'] ?? USUAL_WIDTH_PX);
  const all = data?.groups ?? [];
  const shown = filterParents(all, { search, entity });
  const key = parseParentParam(params['parent'] ?? null);
  const open = key === null ? null : (all.find((one) => toParentParam(one) === params['parent']) ?? null);
  useWaitingCommands(open, key !== null);
  return (
    <>
      <Page
        title="Waiting children"
        subtitle={data === null ? undefined : <Subtitle total={data.total} shown={shown} all={all} />}
        filters={<Filters all={all} search={search} entity={entity} />}
        inspectorLabel="Missing parent"
        inspectorWidth={{
          widthPx,
          onWidth: (waiting) => savePreferences({ paneWidths: { ...usePreferences.getState().paneWidths, waiting } }),
        }}
        inspector={key === null || data === null ? null : <ParentInspector parentKey={key} parent={open} />}
      >
        {data === null ? (
          error === null ? (
            <LoadingState what="the waiting children" />
          ) : (
            <ShownErrorState error={error} onRetry={() => void reload()} />
          )
        ) : all.length === 0 ? (
          <EmptyState title="No waiting children" icon={<TickCircleIcon size={40} className="sf-waiting-success" />}>
            A record whose parent is not in ScheduleHub yet waits here and is sent as soon as the parent is. Right now
            every record has its parent.
          </EmptyState>
        ) : shown.length === 0 ? (
          <FilteredEmptyState what="missing parents" onClear={() => setParams({ search: null, entity: null })} />
        ) : (
          <ParentsGrid parents={shown} />
        )}
      </Page>
      <DiscardDialog />
    </>
  );
}

interface SubtitleProps {
  readonly total: number;
  readonly shown: readonly Parent[];
  readonly all: readonly Parent[];
}

function Subtitle({ total, shown, all }: SubtitleProps): ReactNode {
  const parents =
    all.length === MOST_PARENTS
      ? `the ${formatCount(MOST_PARENTS)} parents with most children`
      : countOf(all.length, 'missing parent');
  const part = shown.length === all.length ? '' : `${formatCount(shown.length)} of `;
  return `${part}${parents}; ${countOf(total, 'record')} ${total === 1 ? 'waits' : 'wait'} in all`;
}

interface FiltersProps {
  readonly all: readonly Parent[];
  readonly search: string;
  readonly entity: string;
}

function Filters({ all, search, entity }: FiltersProps): ReactNode {
  const known = new Set(all.flatMap((parent) => [parent.parent_entity, ...parent.entities]));
  const names = [...(entity === '' ? known : known.add(entity))].sort();
  return (
    <>
      <InputGroup
        type="search"
        size="small"
        leftIcon={<SearchIcon />}
        aria-label="Search missing parents"
        placeholder="Name of the parent"
        value={search}
        onChange={(event) => setParams({ search: event.currentTarget.value })}
      />
      <HTMLSelect
        aria-label="Entity"
        value={entity}
        options={[{ value: '', label: 'All entities' }, ...names.map((name) => ({ value: name, label: name }))]}
        onChange={(event) => setParams({ entity: event.currentTarget.value })}
      />
    </>
  );
}

/** A dialog that is open is what Escape closes first. */
function closeParent(): void {
  if (document.querySelector('.bp6-dialog') === null) setParams({ parent: null });
}

function useWaitingCommands(open: Parent | null, isOpen: boolean): void {
  useCommands(
    useMemo(
      (): readonly Command[] => [
        {
          id: 'waiting-fetch',
          label: open === null ? 'Fetch the parent now' : `Fetch the parent ${open.parent_reference} now`,
          group: 'Waiting children',
          isDisabled: open === null,
          run: () => {
            if (open === null) return;
            const { parent_entity, parent_bk_hash, parent_reference: reference } = open;
            void fetchParent({ parent_entity, parent_bk_hash }, reference);
          },
        },
        {
          id: 'waiting-refresh',
          label: 'Read the waiting children again',
          group: 'Waiting children',
          combo: 'f5',
          run: () => void parentsResource.getState().reload(),
        },
        {
          id: 'waiting-close',
          label: 'Close the missing parent',
          group: 'Waiting children',
          combo: 'escape',
          isDisabled: !isOpen,
          run: closeParent,
        },
      ],
      [open, isOpen],
    ),
  );
}
