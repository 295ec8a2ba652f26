// The sample that the editor works on: rows and columns of a file or of APISmith, kept by the engine, so that work goes on
// offline and after a restart.

import { create } from 'zustand';
import type { Column } from '../../../engine/contract/entity.ts';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine, type EngineClient } from '../../api/engine.ts';
import { offerUndo } from '../../state/toasts.ts';
import type { SampleAnswer, SampleColumn, SampleRow } from './mapping-answers.ts';

export type SampleItem = Awaited<ReturnType<EngineClient['samples']['list']>>['samples'][number];
type Origin = SampleItem['origin'];

export interface OpenSample {
  readonly uid: string;
  readonly origin: Origin;
  readonly taken_at: string;
  readonly columns: readonly Column[];
  readonly rows: readonly SampleRow[];
}

export interface SampleState {
  /** Whose samples these are. */
  readonly key: string;
  /** The newest first. */
  readonly items: readonly SampleItem[];
  readonly sample: OpenSample | null;
  /** How full and how varied its columns are, told from so many rows. */
  readonly columns: readonly SampleColumn[];
  readonly rowsRead: number;
  /** What is being done, in words; null: nothing. */
  readonly busy: string | null;
  readonly error: ShownError | null;
}

const NONE: SampleState = { key: '', items: [], sample: null, columns: [], rowsRead: 0, busy: null, error: null };

export const useSample = create<SampleState>(() => NONE);

/** Opens the newest sample of an entity. */
export async function openSamples(key: string): Promise<void> {
  useSample.setState({ ...NONE, key, busy: 'Reading the sample' }, true);
  await attempt(key, async () => {
    const { samples: items } = await engine.samples.list({ key });
    useSample.setState({ items });
    const [newest] = items;
    if (newest !== undefined) await showSample(key, newest.uid);
  });
}

export async function chooseSample(uid: string): Promise<void> {
  const { key } = useSample.getState();
  useSample.setState({ busy: 'Reading the sample', error: null });
  await attempt(key, () => showSample(key, uid));
}

/** The open one; undo keeps it again. */
export async function removeSample(): Promise<void> {
  const { key, sample } = useSample.getState();
  if (sample === null) return;
  const { uid, origin, columns, rows } = sample;
  await attempt(key, async () => {
    await engine.samples.remove({ uid });
    await openSamples(key);
    offerUndo('Removed the sample.', async () => {
      await engine.samples.save({ key, origin, columns: [...columns], rows: [...rows] });
      if (useSample.getState().key === key) await openSamples(key);
    });
  });
}

/** What was read of it besides: suggestions and ScheduleHub's fields. Null where it could not be read. */
export async function uploadSample(file: File, targetEntity: string | null): Promise<SampleAnswer | null> {
  const { key } = useSample.getState();
  useSample.setState({ busy: `Reading ${file.name}`, error: null });
  return attempt(key, async () => {
    const answer = await engine.mapping.infer({ file, target_entity: targetEntity });
    await keepSample({ key, origin: { kind: 'file', name: file.name }, answer, columns: answer.columns });
    return answer;
  });
}

/** Pins rows of the API: the same columns as a sync would see. */
export async function fetchSample(api: string, targetEntity: string | null): Promise<SampleAnswer | null> {
  const { key } = useSample.getState();
  useSample.setState({ busy: `Reading rows of ${api}`, error: null });
  return attempt(key, async () => {
    const [answer, described] = await Promise.all([
      engine.mapping.fetch_sample({ api, target_entity: targetEntity }),
      findApiColumns(api),
    ]);
    await keepSample({ key, origin: { kind: 'api', api }, answer, columns: described ?? answer.columns });
    return answer;
  });
}

/** The columns as APISmith describes them; null where it lists no such API. */
async function findApiColumns(api: string): Promise<readonly Column[] | null> {
  for (let page = 1; ; page += 1) {
    const { apis, total } = await engine.mapping.list_apis({ page });
    const found = apis.find(({ slug }) => slug === api);
    if (found !== undefined) return found.columns;
    if (apis.length === 0 || page * apis.length >= total) return null;
  }
}

interface NewSample {
  readonly key: string;
  readonly origin: Origin;
  readonly answer: SampleAnswer;
  readonly columns: readonly Column[];
}

async function keepSample({ key, origin, answer, columns }: NewSample): Promise<void> {
  const plain = columns.map(toPlainColumn);
  const item = await engine.samples.save({ key, origin, columns: plain, rows: [...answer.rows] });
  const { uid, taken_at: takenAt } = item;
  useSample.setState(({ items }) => ({
    items: [item, ...items],
    sample: { uid, origin, taken_at: takenAt, columns: plain, rows: answer.rows },
    columns: answer.columns,
    rowsRead: answer.rows_read,
  }));
}

function toPlainColumn({ name, type, nullable, length, precision, scale, comment }: Column): Column {
  return { name, type, nullable, length, precision, scale, comment };
}

async function showSample(key: string, uid: string): Promise<void> {
  const sample = await engine.samples.get({ uid });
  if (useSample.getState().key !== key) return;
  useSample.setState({ sample });
  const { columns, rows_read: rowsRead } = await inferAgain(sample.rows, null);
  if (useSample.getState().key === key) useSample.setState({ columns, rowsRead });
}

/** Suggestions for the open sample; ScheduleHub is asked for the target's fields where one is named. */
export async function suggestAgain(targetEntity: string | null): Promise<SampleAnswer | null> {
  const { key, sample } = useSample.getState();
  if (sample === null) return null;
  useSample.setState({ busy: 'Comparing names and types', error: null });
  return attempt(key, () => inferAgain(sample.rows, targetEntity));
}

function inferAgain(rows: readonly SampleRow[], targetEntity: string | null): Promise<SampleAnswer> {
  const file = new File([JSON.stringify(rows)], 'sample.json', { type: 'application/json' });
  return engine.mapping.infer({ file, target_entity: targetEntity });
}

async function attempt<T>(key: string, work: () => Promise<T>): Promise<T | null> {
  try {
    const done = await work();
    if (useSample.getState().key === key) useSample.setState({ busy: null });
    return done;
  } catch (error) {
    if (useSample.getState().key === key) useSample.setState({ busy: null, error: describeError(error) });
    return null;
  }
}
