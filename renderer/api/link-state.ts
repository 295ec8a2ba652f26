// Whether the engine can be reached, as every screen sees it.
//
//   connecting ──answer──▶ ready ──no answer──▶ gone ──answer──▶ ready (epoch + 1: screens ask again)
//                            └──401──▶ signed-out

import { create } from 'zustand';

export type LinkPhase = 'connecting' | 'ready' | 'gone' | 'signed-out';

export interface LinkState {
  readonly phase: LinkPhase;
  /** Counts how often the engine came back. */
  readonly epoch: number;
}

export const useLink = create<LinkState>(() => ({ phase: 'connecting', epoch: 0 }));

export function setLinkPhase(phase: LinkPhase): void {
  const { phase: before, epoch } = useLink.getState();
  if (before === phase) return;
  useLink.setState({ phase, epoch: phase === 'ready' ? epoch + 1 : epoch });
}
