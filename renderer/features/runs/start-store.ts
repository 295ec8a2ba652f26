// Starting a sync or a dry run: what stands in the way of it first, then the start itself.

import { create } from 'zustand';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { goTo } from '../../state/location.ts';
import { overviewResource } from '../../state/overview.ts';
import { showToast } from '../../state/toasts.ts';
import { refreshHistory } from './history-store.ts';
import { jobsResource } from './jobs-store.ts';
import { notRunYet, type StartChoice, type Startable } from './start-plan.ts';

interface StartState {
  readonly isBusy: boolean;
  readonly error: ShownError | null;
  /** Entities that would run in this plant for the first time with their mapping version; null: nothing to ask. */
  readonly toConfirm: readonly Startable[] | null;
}

const IDLE: StartState = { isBusy: false, error: null, toConfirm: null };

export const useStart = create<StartState>(() => IDLE);

export interface StartRequest {
  readonly choice: StartChoice;
  readonly all: readonly Startable[];
  readonly ordered: readonly string[];
  readonly isPlant: boolean;
}

/** Starts at once, or asks first where a mapping version would write to a plant for the first time. */
export async function requestStart({ choice, all, ordered, isPlant }: StartRequest): Promise<void> {
  if (useStart.getState().isBusy || ordered.length === 0) return;
  useStart.setState({ ...IDLE, isBusy: true });
  try {
    const isAsking = isPlant && !choice.isDryRun;
    const firsts = isAsking ? await withoutHistory(notRunYet(all, ordered)) : [];
    if (firsts.length > 0) useStart.setState({ isBusy: false, toConfirm: firsts });
    else await start(choice);
  } catch (error) {
    useStart.setState({ ...IDLE, error: describeError(error) });
  }
}

export async function confirmStart(choice: StartChoice): Promise<void> {
  useStart.setState({ ...IDLE, isBusy: true });
  try {
    await start(choice);
  } catch (error) {
    useStart.setState({ ...IDLE, error: describeError(error) });
  }
}

export function cancelStart(): void {
  useStart.setState(IDLE);
}

/** The newest run may be a retry with an older version: look further back before asking. */
async function withoutHistory(entities: readonly Startable[]): Promise<readonly Startable[]> {
  const isNew = await Promise.all(
    entities.map(async ({ name, version }) => {
      const { rows } = await engine.sync.history({ entity: name, dry_run: false, limit: 100 });
      return !rows.some((run) => run.mapping_version === version);
    }),
  );
  return entities.filter((_entity, at) => isNew[at]);
}

async function start({ entities, howMuch, isDryRun }: StartChoice): Promise<void> {
  const { batches } = await engine.sync.start({
    entities: entities === 'all' ? 'all' : [...entities],
    sync_type: howMuch === 'decide' ? null : howMuch,
    dry_run: isDryRun,
  });
  useStart.setState(IDLE);
  const names = batches.map(({ entity }) => entity).join(', ');
  const resumed = batches.filter((batch) => batch.is_resumed).map(({ entity }) => entity);
  const goesOn = resumed.length === 0 ? '' : ` ${resumed.join(', ')}: the unfinished run goes on from its position.`;
  showToast({ tone: 'good', message: `Started ${isDryRun ? 'the dry run of ' : ''}${names}.${goesOn}` });
  const [only] = batches;
  goTo('/runs', batches.length === 1 && only !== undefined ? { run: only.batch_uid } : {});
  void jobsResource.getState().load(null);
  void overviewResource.getState().reload();
  await refreshHistory();
}
