// How things stand, shared by the overview, the badges of the rail and the header.

import { useEffect } from 'react';
import { engine } from '../api/engine.ts';
import { useLiveRuns } from './live-runs.ts';
import { createResource, useResource, type ResourceState } from './resource.ts';

type OverviewAnswer = Awaited<ReturnType<typeof engine.overview.get>>;
export type Overview = OverviewAnswer;

const REFRESH_MS = 5000;

export const overviewResource = createResource((_nothing: null) => engine.overview.get({}));

/** Read every five seconds, and at once when a run begins or ends. Use it once, in the frame of the console. */
export function useOverviewFeed(): ResourceState<null, Overview> {
  const changes = useLiveRuns((state) => state.changes);
  const overview = useResource(overviewResource, null, REFRESH_MS);
  useEffect(() => {
    if (changes > 0) void overviewResource.getState().reload();
  }, [changes]);
  return overview;
}

/** What was read last; null before the first answer. */
export function useOverview(): Overview | null {
  return overviewResource(({ data }) => data);
}
