// The live preview: 20 rows of the sample through the draft's mapping, 150 ms after the last key. The latest answer wins;
// the last good one stays on the screen until there is a better one.

import { create } from 'zustand';
import { MAX_PREVIEW_ROWS } from '../../../engine/contract/sample-limits.ts';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { useLink } from '../../api/link-state.ts';
import { useEditor } from './editor-store.ts';
import type { EntityProblem, PreviewedRow } from './mapping-answers.ts';
import { toDraftPath, toPreviewable } from './preview-request.ts';
import { useSample } from './sample-store.ts';
import { countFailures } from './trace-layers.ts';

export interface PreviewState {
  /** Position of the first row in the sample. */
  readonly from: number;
  /** Null: nothing was previewed yet. */
  readonly rows: readonly PreviewedRow[] | null;
  /** Fields that do not compile, with their places in the draft. */
  readonly problems: readonly EntityProblem[];
  /** Rows that fail, by target field. */
  readonly failures: ReadonlyMap<string, number>;
  readonly isBusy: boolean;
  readonly tookMs: number | null;
  readonly error: ShownError | null;
}

const EMPTY: PreviewState = {
  from: 0,
  rows: null,
  problems: [],
  failures: new Map(),
  isBusy: false,
  tookMs: null,
  error: null,
};
const AFTER_TYPING_MS = 150;

export const usePreview = create<PreviewState>(() => EMPTY);

export function showRowsFrom(from: number): void {
  usePreview.setState({ from });
}

/** Follows the draft and the sample until the returned function is called. */
export function followPreview(): () => void {
  usePreview.setState(EMPTY, true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | null = null;
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      current?.abort();
      current = new AbortController();
      void preview(current.signal);
    }, ms);
  };
  const stops = [
    useEditor.subscribe((now, before) => {
      if (now.history.present.entity === before.history.present.entity) return;
      schedule(before.phase === 'ready' ? AFTER_TYPING_MS : 0);
    }),
    useSample.subscribe((now, before) => {
      if (now.sample === before.sample) return;
      usePreview.setState(EMPTY);
      schedule(0);
    }),
    usePreview.subscribe((now, before) => {
      if (now.from !== before.from) schedule(0);
    }),
    useLink.subscribe((now, before) => {
      if (now.epoch !== before.epoch && usePreview.getState().error !== null) schedule(0);
    }),
  ];
  schedule(0);
  return () => {
    clearTimeout(timer);
    current?.abort();
    for (const stop of stops) stop();
  };
}

async function preview(signal: AbortSignal): Promise<void> {
  const { sample } = useSample.getState();
  const { entity: draft } = useEditor.getState().history.present;
  const rows = sample?.rows.slice(usePreview.getState().from).slice(0, MAX_PREVIEW_ROWS) ?? [];
  const request = sample === null ? null : toPreviewable(draft, sample.columns);
  if (request === null || rows.length === 0) {
    usePreview.setState({ ...EMPTY, from: usePreview.getState().from });
    return;
  }
  usePreview.setState({ isBusy: true });
  const startedAt = performance.now();
  try {
    const answer = await engine.mapping.preview({ entity: request.entity, rows: [...rows] }, { signal });
    if (signal.aborted) return;
    usePreview.setState({
      rows: answer.rows,
      problems: answer.problems.map((problem) => ({ ...problem, path: toDraftPath(problem.path, request.positions) })),
      failures: countFailures(answer.rows, request.entity.mappings),
      isBusy: false,
      tookMs: performance.now() - startedAt,
      error: null,
    });
  } catch (error) {
    if (!signal.aborted) usePreview.setState({ isBusy: false, error: describeError(error) });
  }
}
