// Everything wrong with the draft, from all who have a say: its form, what it misses, what does not compile, what was
// refused. Worked out once per change, not once per row that shows it.

import { create } from 'zustand';
import { useEditor } from './editor-store.ts';
import { findDraftProblems, toDraftProblems, type DraftProblem } from './find-problems.ts';
import { usePreview } from './preview-store.ts';
import { useSample } from './sample-store.ts';

export interface ProblemState {
  readonly problems: readonly DraftProblem[];
}

export const useProblems = create<ProblemState>(() => ({ problems: [] }));

/** Follows the draft until the returned function is called. */
export function followProblems(): () => void {
  const find = (): void => {
    const { phase, history, targetFields, refused } = useEditor.getState();
    if (phase !== 'ready') return;
    const { entity } = history.present;
    const { sample } = useSample.getState();
    const columns = sample?.columns.map(({ name }) => name) ?? null;
    const own = findDraftProblems(entity, { targetFields, columns });
    const told = toDraftProblems([...usePreview.getState().problems, ...refused], entity);
    useProblems.setState({ problems: withoutDoubles([...own, ...told]) });
  };
  const stops = [
    useEditor.subscribe((now, before) => {
      const isSame =
        now.history.present.entity === before.history.present.entity &&
        now.targetFields === before.targetFields &&
        now.refused === before.refused;
      if (!isSame) find();
    }),
    useSample.subscribe((now, before) => {
      if (now.sample !== before.sample) find();
    }),
    usePreview.subscribe((now, before) => {
      if (now.problems !== before.problems) find();
    }),
  ];
  find();
  return () => {
    for (const stop of stops) stop();
    useProblems.setState({ problems: [] });
  };
}

function withoutDoubles(problems: readonly DraftProblem[]): readonly DraftProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const key = `${path} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The first sentence about a place in the entity file, or about anything below it. */
export function useProblemAt(path: string): string | null {
  return useProblems(({ problems }) => {
    const found = problems.find(
      (problem) => problem.path === path || problem.path.startsWith(`${path}.`) || problem.path.startsWith(`${path}[`),
    );
    return found?.message ?? null;
  });
}
