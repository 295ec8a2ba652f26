// Setting failed records aside, and the way back.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { offerUndo, showError } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import { mark, readAgain, useMarkStore } from './failed-store.ts';
import type { Target } from './target.ts';

interface IgnoreState {
  /** What the dialog asks the reason of; null while it is closed. */
  readonly asked: Target | null;
  readonly isBusy: boolean;
}

export const useIgnore = create<IgnoreState>(() => ({ asked: null, isBusy: false }));

export function askIgnore(target: Target): void {
  useIgnore.setState({ asked: target });
}

export function dismissIgnore(): void {
  useIgnore.setState({ asked: null });
}

export async function ignore(target: Target, reason = ''): Promise<void> {
  useIgnore.setState({ isBusy: true });
  try {
    const { ignored, ignored_at: ignoredAt } = await engine.failed.ignore({ which: target.which, reason });
    useIgnore.setState({ asked: null });
    mark(useMarkStore.getState().list, new Set());
    readAgain();
    offerUndo(`Ignored ${countOf(ignored, 'record')}. New failures of the same kind still show.`, async () => {
      await engine.failed.reopen({ which: { kind: 'ignored_at', ignored_at: ignoredAt } });
      readAgain();
    });
  } catch (error) {
    showError(error);
  } finally {
    useIgnore.setState({ isBusy: false });
  }
}
