// From a dry run to the real one; says so where the mapping or the data has moved on since.

import { Button, Callout } from '@blueprintjs/core';
import { PlayIcon, SearchTextIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { goTo } from '../../state/location.ts';
import { useOverview } from '../../state/overview.ts';
import type { RunStory } from './run-types.ts';
import { movedOn } from './start-plan.ts';

function startParams(story: RunStory, isDryRun: boolean): Readonly<Record<string, string>> {
  // `decide` is what an unknown word comes to.
  return { start: story.entity, much: story.sync_type ?? 'decide', ...(isDryRun ? { dry: '1' } : {}) };
}

export function DryRunActions({ story }: { readonly story: RunStory }): ReactNode {
  if (story.completed_at === null) return null;
  const isPreviewed = story.preview === 'previewed';
  return (
    <>
      <Button
        icon={<SearchTextIcon />}
        text="Dry run again"
        intent={isPreviewed ? 'none' : 'primary'}
        onClick={() => goTo('/runs', startParams(story, true))}
      />
      {isPreviewed && (
        <Button
          intent="primary"
          icon={<PlayIcon />}
          text="Start this for real"
          onClick={() => goTo('/runs', startParams(story, false))}
        />
      )}
    </>
  );
}

export function MovedOn({ story }: { readonly story: RunStory }): ReactNode {
  const overview = useOverview();
  const sentence = movedOn(
    story,
    overview?.entities.find(({ name }) => name === story.entity),
  );
  if (sentence === null) return null;
  return (
    <Callout intent="warning" compact className="sf-doubts">
      {sentence}
    </Callout>
  );
}
