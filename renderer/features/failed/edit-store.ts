// Editing one record: what is typed, checked through the whole mapping while typing, saved as a patch beside the original.

import { create } from 'zustand';
import type { Entity } from '../../../engine/contract/entity.ts';
import { describeError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { offerUndo, showError, showToast } from '../../state/toasts.ts';
import { toValues } from './compare-fields.ts';
import { editedRow, toChanges, type EditDraft } from './edit-changes.ts';
import { readAgain, recordResource } from './failed-store.ts';
import type { FailedDetails } from './failed-types.ts';
import { follow } from './retry-store.ts';

type Preview = Awaited<ReturnType<typeof engine.mapping.preview>>['rows'][number];

interface EditState {
  readonly uid: string | null;
  readonly draft: EditDraft;
  /** What the engine refused, by column; under the empty name what is about no column. */
  readonly refused: Readonly<Record<string, string>>;
  /** The row with the edit after every layer of the mapping; null while it is not known. */
  readonly check: Preview | null;
  readonly isBusy: boolean;
}

const CLOSED: EditState = { uid: null, draft: {}, refused: {}, check: null, isBusy: false };

export const useEdit = create<EditState>(() => CLOSED);

const { getState: get, setState: set } = useEdit;
const CHECK_AFTER_MS = 250;
let timer: ReturnType<typeof setTimeout> | undefined;

export function beginEdit(uid: string): void {
  clearTimeout(timer);
  set({ ...CLOSED, uid });
}

export function leaveEdit(): void {
  clearTimeout(timer);
  set(CLOSED);
}

export interface Typed {
  readonly column: string;
  readonly text: string;
}

export function typeValue(record: FailedDetails, mapping: Entity | null, { column, text }: Typed): void {
  const { [column]: _answered, ...refused } = get().refused;
  set(({ draft }) => ({ draft: { ...draft, [column]: text }, refused }));
  clearTimeout(timer);
  if (mapping !== null) timer = setTimeout(() => void check(record, mapping), CHECK_AFTER_MS);
}

async function check(record: FailedDetails, mapping: Entity): Promise<void> {
  const { draft } = get();
  // Safe: a row of the engine with texts in place of some values.
  const row = editedRow(record, draft) as Preview['raw'];
  try {
    const { rows } = await engine.mapping.preview({ entity: mapping, rows: [row] });
    if (get().uid === record.uid && get().draft === draft) set({ check: rows[0] ?? null });
  } catch {
    // A help while typing: what saving refuses is said then.
    set({ check: null });
  }
}

/** Saves the edit, and may try the record again with it. */
export async function saveEdit(record: FailedDetails, then: 'keep' | 'retry'): Promise<void> {
  const { uid } = record;
  const changes = [...toChanges(record, get().draft)];
  if (changes.length === 0) return;
  set({ isBusy: true, refused: {} });
  try {
    if (then === 'retry') {
      const { job_uid: jobUid } = await engine.failed.edit_and_retry({ uid, changes });
      leaveEdit();
      await follow(jobUid);
      return;
    }
    await engine.failed.edit({ uid, changes });
    leaveEdit();
    await recordResource.getState().reload();
    showToast({ tone: 'good', message: 'Edit saved. It is used by the next retry; the original stays.' });
  } catch (error) {
    const { column, message } = describeError(error);
    set({ isBusy: false, refused: { [column ?? '']: message } });
  }
}

export async function clearEdit(record: FailedDetails): Promise<void> {
  const { uid } = record;
  const before = Object.entries(toValues(record.patch)).map(([column, value]) => ({
    column,
    // Safe for what an edit holds: texts, numbers, booleans and null.
    value: value === null ? null : String(value as string | number | boolean),
  }));
  try {
    await engine.failed.clear_edit({ uid });
    leaveEdit();
    readAgain();
    offerUndo('Edit taken back.', async () => {
      await engine.failed.edit({ uid, changes: before });
      readAgain();
    });
  } catch (error) {
    showError(error);
  }
}
