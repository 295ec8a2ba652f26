// Failed records: by reason, one by one, and one of them whole. Where it stands is in the address.

import { Button, ButtonGroup } from '@blueprintjs/core';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useCommands, type Command } from '../../state/commands.ts';
import { goTo, setParams, usePlace } from '../../state/location.ts';
import { savePreferences, usePreferences } from '../../state/preferences.ts';
import { Page } from '../../ui/page.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { ExportBox } from './export-menu.tsx';
import './failed.css';
import { filterParams, toFilter, viewOf, type FailedView } from './failed-params.ts';
import { recordsList } from './failed-store.ts';
import { FilterBar } from './filter-bar.tsx';
import { GroupsView } from './groups-view.tsx';
import { IgnoreDialog } from './ignore-dialog.tsx';
import { ListCount } from './list-count.tsx';
import { RecordInspector } from './record-inspector.tsx';
import { RecordsView } from './records-view.tsx';
import { RetryBox, RetryChip } from './retry-box.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { findRetry } from './retry-store.ts';

const USUAL_WIDTH_PX = 560;

export function FailedPage(): ReactNode {
  const params = usePlace((place) => place.params);
  const filter = useMemo(() => toFilter(params), [params]);
  const view = viewOf(params);
  const uid = params['uid'] ?? null;
  const widthPx = usePreferences(({ paneWidths }) => paneWidths['failed'] ?? USUAL_WIDTH_PX);
  const neighbours = useNeighbours(uid);
  useEffect(() => void findRetry(), []);
  useCommands(
    useMemo(
      (): readonly Command[] => [
        {
          id: 'failed-previous',
          label: 'Previous failed record',
          group: 'Failed records',
          combo: 'alt+up',
          inFields: true,
          isDisabled: neighbours.previous === null,
          run: () => neighbours.previous?.(),
        },
        {
          id: 'failed-next',
          label: 'Next failed record',
          group: 'Failed records',
          combo: 'alt+down',
          inFields: true,
          isDisabled: neighbours.next === null,
          run: () => neighbours.next?.(),
        },
        {
          id: 'failed-close',
          label: 'Close the failed record',
          group: 'Failed records',
          combo: 'escape',
          isDisabled: uid === null,
          run: closeRecord,
        },
        { id: 'failed-groups', label: 'Show failed records by reason', group: 'Failed records', run: backToGroups },
      ],
      [neighbours, uid],
    ),
  );
  return (
    <>
      <Page
        title="Failed records"
        subtitle={<ListCount view={view} filter={filter} />}
        actions={
          <>
            <RetryChip />
            <ViewSwitch view={view} />
            <BulkActions view={view} filter={filter} />
          </>
        }
        filters={<FilterBar />}
        inspectorLabel="Failed record"
        inspectorWidth={{ widthPx, onWidth: (width) => saveWidth(width) }}
        inspector={
          uid === null ? null : <RecordInspector uid={uid} onPrevious={neighbours.previous} onNext={neighbours.next} />
        }
      >
        <RetryBox />
        <ExportBox />
        {view === 'groups' ? <GroupsView filter={filter} /> : <RecordsView filter={filter} onBack={backToGroups} />}
      </Page>
      <RetryDialog />
      <IgnoreDialog />
    </>
  );
}

function saveWidth(widthPx: number): void {
  savePreferences({ paneWidths: { ...usePreferences.getState().paneWidths, failed: widthPx } });
}

/** A dialog that is open is what Escape closes first. */
function closeRecord(): void {
  if (document.querySelector('.bp6-dialog') === null) setParams({ uid: null, edit: null });
}

/** The filter stays, the one reason goes. */
function backToGroups(): void {
  const { signature: _reason, ...kept } = filterParams(usePlace.getState().params);
  goTo('/failed', { ...kept, view: 'groups' });
}

function ViewSwitch({ view }: { readonly view: FailedView }): ReactNode {
  return (
    <ButtonGroup aria-label="Show failed records">
      <Button text="By reason" aria-pressed={view === 'groups'} active={view === 'groups'} onClick={backToGroups} />
      <Button
        text="One by one"
        aria-pressed={view === 'records'}
        active={view === 'records'}
        onClick={() => setParams({ view: 'records' })}
      />
    </ButtonGroup>
  );
}

interface Neighbours {
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

/**
 * The records above and below the open one in the list, as far as it is read. One that has left the list, because it was
 * resolved or ignored, keeps its place: the next one is the one that moved up.
 */
function useNeighbours(uid: string | null): Neighbours {
  const rows = recordsList((state) => state.rows);
  const hasMore = recordsList((state) => state.hasMore);
  const lastAt = useRef(-1);
  return useMemo(() => {
    const at = uid === null ? -1 : rows.findIndex((row) => row.uid === uid);
    if (uid === null) lastAt.current = -1;
    if (at < 0) return { previous: opener(rows[lastAt.current - 1]?.uid), next: opener(rows[lastAt.current]?.uid) };
    lastAt.current = at;
    // The next page is there by the time its first row is wanted.
    if (hasMore && at >= rows.length - 2) void recordsList.getState().loadMore();
    return { previous: opener(rows[at - 1]?.uid), next: opener(rows[at + 1]?.uid) };
  }, [rows, hasMore, uid]);
}

function opener(uid: string | undefined): (() => void) | null {
  return uid === undefined ? null : () => setParams({ uid, edit: null });
}
