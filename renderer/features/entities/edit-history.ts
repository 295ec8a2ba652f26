// Undo and redo over whole states. What was undone stays until another edit is made; then it is gone.
// Edits with the same tag shortly after one another, as typing in one field, are one step back.

/** `tag` null: never one step with the edit before. */
export interface StepEdit {
  readonly tag: string | null;
  readonly atMs: number;
}

export interface EditHistory<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  readonly lastEdit: StepEdit | null;
}

const LONGEST = 200;
const ONE_STEP_MS = 1000;

export function startHistory<T>(present: T): EditHistory<T> {
  return { past: [], present, future: [], lastEdit: null };
}

export function recordEdit<T>(history: EditHistory<T>, next: T, edit: StepEdit): EditHistory<T> {
  if (next === history.present) return history;
  const { past, present, lastEdit } = history;
  const isSameStep = edit.tag !== null && lastEdit?.tag === edit.tag && edit.atMs - lastEdit.atMs < ONE_STEP_MS;
  return { past: isSameStep ? past : [...past, present].slice(-LONGEST), present: next, future: [], lastEdit: edit };
}

export function undoEdit<T>(history: EditHistory<T>): EditHistory<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  const { past, present, future } = history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], lastEdit: null };
}

export function redoEdit<T>(history: EditHistory<T>): EditHistory<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, lastEdit: null };
}
