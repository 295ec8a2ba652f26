// Short messages at the edge of the screen, and the way back from what was just done: a toast with Undo, and Ctrl+Z.

import { create } from 'zustand';
import { describeError } from '../api/describe-error.ts';

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly tone: 'neutral' | 'good' | 'warning' | 'bad';
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly timeoutMs: number;
}

interface ToastsState {
  readonly toasts: readonly Toast[];
}

export const useToasts = create<ToastsState>(() => ({ toasts: [] }));

const SHOWN_MS = 6000;
const UNDO_MS = 10_000;
const LONGEST_HISTORY = 50;

interface Undoable {
  readonly label: string;
  readonly undo: () => Promise<void> | void;
  readonly toastId: number;
}

let lastId = 0;
let history: readonly Undoable[] = [];

export function showToast(
  toast: Omit<Toast, 'id' | 'timeoutMs' | 'tone'> & Partial<Pick<Toast, 'tone' | 'timeoutMs'>>,
): number {
  lastId += 1;
  const shown: Toast = { tone: 'neutral', timeoutMs: SHOWN_MS, ...toast, id: lastId };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), shown] }));
  return shown.id;
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function showError(error: unknown): void {
  const { title, message } = describeError(error);
  showToast({ tone: 'bad', message: `${title}. ${message}`, timeoutMs: 12_000 });
}

/** Says what was done and offers to take it back, for ten seconds here and with Ctrl+Z after that. */
export function offerUndo(message: string, undo: () => Promise<void> | void): void {
  const toastId = showToast({
    message,
    action: { label: 'Undo', run: () => void undoThis(toastId) },
    timeoutMs: UNDO_MS,
  });
  history = [...history.slice(1 - LONGEST_HISTORY), { label: message, undo, toastId }];
}

export function undoLast(): void {
  const last = history.at(-1);
  if (last === undefined) showToast({ message: 'There is nothing to undo.' });
  else void undoThis(last.toastId);
}

async function undoThis(toastId: number): Promise<void> {
  const entry = history.find((one) => one.toastId === toastId);
  if (entry === undefined) return;
  history = history.filter((one) => one !== entry);
  dismissToast(toastId);
  try {
    await entry.undo();
    showToast({ message: `Undone: ${entry.label}` });
  } catch (error) {
    showError(error);
  }
}
