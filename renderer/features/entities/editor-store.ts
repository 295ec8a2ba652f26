// The draft in the editor: read from the engine, edited with undo and redo, kept by the engine while it is typed, and saved
// as a version. One editor is open at a time.
//
//   openEditor ──▶ loading ──▶ ready ──edit──▶ changed ──500 ms──▶ keeping ──▶ kept

import { create } from 'zustand';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { useLink } from '../../api/link-state.ts';
import type { Entity } from '../../../engine/contract/entity.ts';
import { createEmptyEntity, isSameEntity, readDraft, writeDraft, type Draft } from './draft.ts';
import { editDraft, tagOf, type Edit } from './edit-draft.ts';
import { recordEdit, redoEdit, startHistory, undoEdit, type EditHistory } from './edit-history.ts';
import type { EntityProblem, TargetField } from './mapping-answers.ts';

export interface BaseVersion {
  readonly entity: Entity;
  readonly version: number;
  readonly created_at: string;
  readonly note: string;
  readonly records: number;
}

export interface EditorState {
  /** The entity's name, or the UUID of a draft of a new one; empty: no editor is open. */
  readonly key: string;
  readonly phase: 'loading' | 'ready' | 'missing' | 'failed';
  readonly error: ShownError | null;
  /** The version in force; null for a new entity. */
  readonly base: BaseVersion | null;
  /** The version that the draft began with. */
  readonly baseVersion: number | null;
  readonly history: EditHistory<Draft>;
  readonly targetFields: readonly TargetField[] | null;
  readonly keeping: 'kept' | 'keeping' | 'changed' | 'failed';
  /** When the draft was last kept; null: there is none. */
  readonly keptAt: string | null;
  /** What the engine refused at the last save, or said in a check. */
  readonly refused: readonly EntityProblem[];
}

const KEEP_AFTER_MS = 500;
const NOTHING: Draft = { entity: createEmptyEntity({ name: '', api: '' }), suggestions: [] };

const CLOSED: EditorState = {
  key: '',
  phase: 'loading',
  error: null,
  base: null,
  baseVersion: null,
  history: startHistory(NOTHING),
  targetFields: null,
  keeping: 'kept',
  keptAt: null,
  refused: [],
};

export const useEditor = create<EditorState>(() => CLOSED);

/** Differs from the version in force. */
export function isChanged({ base, history }: EditorState): boolean {
  return base === null || !isSameEntity(base.entity, history.present.entity);
}

export async function openEditor(key: string, isNew: boolean): Promise<void> {
  clearTimeout(timer);
  useEditor.setState({ ...CLOSED, key }, true);
  try {
    const [base, { draft }] = await Promise.all([
      isNew ? null : engine.entities.get({ name: key }),
      engine.drafts.get({ key }),
    ]);
    if (useEditor.getState().key !== key) return;
    const kept = draft === null ? null : readDraft(draft.content);
    if (kept === null && base === null) {
      useEditor.setState({ phase: 'missing' });
      return;
    }
    const present = kept ?? { entity: base?.entity ?? NOTHING.entity, suggestions: [] };
    useEditor.setState({
      phase: 'ready',
      base,
      baseVersion: kept === null ? (base?.version ?? null) : (draft?.base_version ?? null),
      history: startHistory<Draft>({ entity: present.entity, suggestions: present.suggestions }),
      targetFields: kept?.targetFields ?? null,
      keptAt: kept === null ? null : (draft?.updated_at ?? null),
    });
    void readTargetFields();
  } catch (error) {
    if (useEditor.getState().key !== key) return;
    const shown = describeError(error);
    useEditor.setState({ phase: shown.code === 'NOT_FOUND' ? 'missing' : 'failed', error: shown });
  }
}

/** What was typed last is kept at once. */
export function closeEditor(): void {
  if (useEditor.getState().keeping === 'changed') void keepDraft();
  clearTimeout(timer);
  useEditor.setState(CLOSED, true);
}

export function edit(change: Edit): void {
  const { history } = useEditor.getState();
  const next = editDraft(history.present, change);
  replaceHistory(recordEdit(history, next, { tag: tagOf(change), atMs: Date.now() }));
}

export function undo(): void {
  replaceHistory(undoEdit(useEditor.getState().history));
}

export function redo(): void {
  replaceHistory(redoEdit(useEditor.getState().history));
}

/** The draft is dropped and the version in force is shown again; undo brings the draft back. */
export function discardDraft(): void {
  const { base, history } = useEditor.getState();
  if (base === null) return;
  useEditor.setState({ baseVersion: base.version, refused: [] });
  const next: Draft = { entity: base.entity, suggestions: [] };
  replaceHistory(recordEdit(history, next, { tag: null, atMs: Date.now() }));
}

/** Reads the version in force again; the draft stays what it is, and what it began with. */
export async function readBase(): Promise<BaseVersion> {
  const base = await engine.entities.get({ name: useEditor.getState().key });
  useEditor.setState({ base });
  return base;
}

/** The draft is to follow on the version in force, whatever it began with. */
export async function rebaseDraft(): Promise<void> {
  const { version } = await readBase();
  useEditor.setState({ baseVersion: version });
}

let timer: ReturnType<typeof setTimeout> | undefined;

function replaceHistory(history: EditHistory<Draft>): void {
  const { history: before } = useEditor.getState();
  if (history === before) return;
  const isSame = history.present.entity === before.present.entity;
  useEditor.setState({ history, keeping: 'changed', ...(isSame ? {} : { refused: [] }) });
  clearTimeout(timer);
  timer = setTimeout(() => void keepDraft(), KEEP_AFTER_MS);
}

let turns = Promise.resolve();

/** One after another, so that the newest is the last to be written. */
function keepDraft(): Promise<void> {
  clearTimeout(timer);
  const state = useEditor.getState();
  turns = turns.then(() => writeKept(state));
  return turns;
}

async function writeKept(state: EditorState): Promise<void> {
  const { key, base, baseVersion, targetFields } = state;
  const { entity, suggestions } = state.history.present;
  const isCurrent = (): boolean => useEditor.getState().history === state.history;
  if (isCurrent()) useEditor.setState({ keeping: 'keeping' });
  try {
    if (base !== null && !isChanged(state)) {
      await engine.drafts.remove({ key });
      if (isCurrent()) useEditor.setState({ keeping: 'kept', keptAt: null });
      return;
    }
    const content = writeDraft({ entity, suggestions, targetFields });
    const { updated_at: keptAt } = await engine.drafts.save({
      key,
      title: entity.name,
      content,
      base_version: baseVersion,
    });
    if (isCurrent()) useEditor.setState({ keeping: 'kept', keptAt });
  } catch {
    // Told beside the heading; tried again with the next edit, or when the engine is back.
    if (isCurrent()) useEditor.setState({ keeping: 'failed' });
  }
}

useLink.subscribe(({ phase }, before) => {
  if (phase === 'ready' && before.phase !== 'ready' && useEditor.getState().keeping === 'failed') void keepDraft();
});

/** In the background: without ScheduleHub the fields of the last time, or the mapped ones, have to do. */
export async function readTargetFields(): Promise<void> {
  const { key, history } = useEditor.getState();
  const { target, name } = history.present.entity;
  try {
    const { targets } = await engine.mapping.list_targets({});
    const found = targets.find((one) => one.name === (target.entity ?? name));
    if (found !== undefined && useEditor.getState().key === key) useEditor.setState({ targetFields: found.fields });
  } catch {
    // Not reachable: nothing is lost, and the screen says so where the fields are missing.
  }
}

/** Waits until the engine has what was typed last, so that nothing is written behind a version. */
export async function settleDraft(): Promise<void> {
  await (useEditor.getState().keeping === 'changed' ? keepDraft() : turns);
}

/** The draft became a version; what was typed since is the next draft. */
export function acceptVersion(base: BaseVersion): void {
  clearTimeout(timer);
  useEditor.setState({ base, baseVersion: base.version, keeping: 'kept', keptAt: null, refused: [] });
  if (isChanged(useEditor.getState())) void keepDraft();
}
