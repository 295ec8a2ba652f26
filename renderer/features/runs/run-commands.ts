// Runs by name, from any screen: start, pause, resume, stop.

import { useMemo } from 'react';
import { useCommands, type Command } from '../../state/commands.ts';
import { useLiveRuns } from '../../state/live-runs.ts';
import { goTo } from '../../state/location.ts';
import { useOverview } from '../../state/overview.ts';
import { pauseAll, resumeRuns, stopRun } from './steering.ts';

const GROUP = 'Runs';

/** Offered while the console is open; use it once, in its frame. */
export function useRunCommands(): void {
  // As text: the runs themselves change four times a second.
  const live = useLiveRuns(({ runs }) => runs.map((run) => `${run.batch_uid} ${run.entity}`).join(','));
  const entities =
    useOverview()
      ?.entities.map(({ name }) => name)
      .join(',') ?? '';
  useCommands(
    useMemo((): readonly Command[] => {
      const runs = split(live).map((text) => text.split(' '));
      const names = split(entities);
      return [
        { id: 'runs.sync', label: 'Start sync', group: GROUP, run: () => goTo('/runs', { start: 'all' }) },
        { id: 'runs.dry', label: 'Start dry run', group: GROUP, run: () => goTo('/runs', { start: 'all', dry: '1' }) },
        ...names.flatMap((name) => [
          {
            id: `runs.sync.${name}`,
            label: `Start sync of ${name}`,
            group: GROUP,
            run: () => goTo('/runs', { start: name }),
          },
          {
            id: `runs.dry.${name}`,
            label: `Start dry run of ${name}`,
            group: GROUP,
            run: () => goTo('/runs', { start: name, dry: '1' }),
          },
        ]),
        {
          id: 'runs.pause',
          label: 'Pause all runs',
          group: GROUP,
          combo: 'mod+.',
          isDisabled: runs.length === 0,
          run: pauseAll,
        },
        { id: 'runs.resume', label: 'Resume all runs', group: GROUP, run: () => resumeRuns(null) },
        ...runs.map(([uid = '', entity = '']) => ({
          id: `runs.stop.${uid}`,
          label: `Stop run of ${entity}`,
          group: GROUP,
          run: () => stopRun(uid, entity),
        })),
      ];
    }, [live, entities]),
  );
}

function split(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}
