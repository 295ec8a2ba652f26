// Runs: start one, watch those at work, look up what was. A dry run opens as its diff, any other run as a story at the
// right. `/runs?start=product,part&dry=1`, `/runs?run=UID`

import { Button } from '@blueprintjs/core';
import { ArrowLeftIcon, PlayIcon, SearchTextIcon } from '@blueprintjs/icons';
import { useEffect, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useLiveRuns } from '../../state/live-runs.ts';
import { setParams, useParam } from '../../state/location.ts';
import { useOverview } from '../../state/overview.ts';
import { savePreferences, usePreferences } from '../../state/preferences.ts';
import { useResource } from '../../state/resource.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { followAnnouncements, useAnnouncement } from './announcements.ts';
import { DryRunActions, MovedOn } from './dry-run-actions.tsx';
import { DryRunInspector } from './dry-run-inspector.tsx';
import { DryRunView } from './dry-run-view.tsx';
import { HistoryFilters, HistoryGrid } from './history-grid.tsx';
import { history } from './history-store.ts';
import { LivePanel } from './live-panel.tsx';
import { storyResource } from './run-store.ts';
import { RunStoryView } from './run-story.tsx';
import { outcomeSentence } from './run-words.ts';
import './runs.css';
import { StartPanel } from './start-panel.tsx';
import { withLive } from './with-live.ts';

const PANE = 'runs';
const STORY_MS = 2000;

export function RunsPage(): ReactNode {
  const uid = useParam('run');
  const isDry = history(({ rows }) => rows.find((run) => run.batch_uid === uid)?.dry_run ?? false);
  const story = storyResource(({ data, input }) => (input === uid ? data : null));
  return (
    <>
      <Announcements />
      {uid !== null && (story?.dry_run ?? isDry) ? <DryRunPage uid={uid} /> : <HistoryPage uid={uid} />}
    </>
  );
}

function Announcements(): ReactNode {
  useEffect(followAnnouncements, []);
  const text = useAnnouncement((state) => state.text);
  return (
    <div className="sf-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

function useInspectorWidth() {
  const widthPx = usePreferences((preferences) => preferences.paneWidths[PANE] ?? 480);
  const onWidth = (px: number): void => {
    savePreferences({ paneWidths: { ...usePreferences.getState().paneWidths, [PANE]: px } });
  };
  return { widthPx, onWidth };
}

function closeRun(): void {
  setParams({ run: null, record: null, op: null, field: null });
}

function HistoryPage({ uid }: { readonly uid: string | null }): ReactNode {
  const overview = useOverview();
  const start = useParam('start');
  const inspectorWidth = useInspectorWidth();
  return (
    <Page
      title="Runs"
      actions={
        <>
          <Button
            icon={<SearchTextIcon />}
            text="Start dry run"
            onClick={() => setParams({ start: start ?? 'all', dry: '1' })}
          />
          <Button
            intent={start === null ? 'primary' : 'none'}
            icon={<PlayIcon />}
            text="Start sync"
            onClick={() => setParams({ start: start ?? 'all', dry: null })}
          />
        </>
      }
      inspector={uid === null ? null : <StoryInspector uid={uid} />}
      inspectorLabel="The run"
      inspectorWidth={inspectorWidth}
    >
      <div className="sf-runs">
        <div className="sf-runs-top">
          {start !== null &&
            (overview === null ? <LoadingState what="the entities" /> : <StartPanel overview={overview} />)}
          <LivePanel />
        </div>
        <HistoryFilters entities={overview?.entities.map(({ name }) => name) ?? []} />
        <HistoryGrid />
      </div>
    </Page>
  );
}

/** Read every two seconds while the run can still change. */
function useStory(uid: string) {
  const changes = useLiveRuns((state) => state.changes);
  const isOpen = storyResource(({ data }) => data !== null && data.completed_at === null);
  const resource = useResource(storyResource, uid, isOpen ? STORY_MS : undefined);
  useEffect(() => {
    if (changes > 0) void storyResource.getState().reload();
  }, [changes]);
  return resource;
}

function StoryInspector({ uid }: { readonly uid: string }): ReactNode {
  const { data, error, reload } = useStory(uid);
  const live = useLiveRuns(({ runs }) => runs.find((run) => run.batch_uid === uid));
  if (data !== null) {
    const stages = live === undefined ? data.stages : live.stages;
    return <RunStoryView story={{ ...withLive(data, live), stages }} onClose={closeRun} />;
  }
  if (error === null) return <LoadingState what="the run" />;
  return (
    <>
      <ShownErrorState error={error} onRetry={() => void reload()} />
      <Button text="Close" aria-label="Close the run" onClick={closeRun} />
    </>
  );
}

function DryRunPage({ uid }: { readonly uid: string }): ReactNode {
  const { data, error, reload } = useStory(uid);
  const live = useLiveRuns(({ runs }) => runs.find((run) => run.batch_uid === uid));
  const story = data === null ? null : withLive(data, live);
  const record = useParam('record');
  const inspectorWidth = useInspectorWidth();
  const back = <Button icon={<ArrowLeftIcon />} text="All runs" onClick={closeRun} />;
  if (story === null) {
    return (
      <Page title="Dry run" actions={back}>
        {error === null ? (
          <LoadingState what="the dry run" />
        ) : (
          <ShownErrorState error={error} onRetry={() => void reload()} />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={`Dry run of ${story.entity}`}
      subtitle={outcomeSentence(story)}
      actions={
        <>
          {back}
          <Button text="About this run" onClick={() => setParams({ record: 'run' })} />
          <DryRunActions story={story} />
        </>
      }
      inspector={record === null ? null : <DryRunInspector {...{ story, record }} />}
      inspectorLabel="Details"
      inspectorWidth={inspectorWidth}
    >
      <MovedOn story={story} />
      <DryRunView story={story} />
    </Page>
  );
}
