// Asks a system for somebody who waits at a screen: after a while there is a sentence instead of an answer, whatever the
// retries of the client would still do.

import { EngineError } from '../failures/engine-error.ts';

export interface Patience {
  readonly system: 'APISmith' | 'ScheduleHub';
  readonly ms: number;
  /** The caller went away. */
  readonly signal: AbortSignal;
}

/** Throws EngineError `unavailable` when it takes longer. */
export async function askPatiently<T>(
  { system, ms, signal }: Patience,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(ms);
  try {
    return await ask(AbortSignal.any([signal, patience]));
  } catch (cause) {
    if (!patience.aborted || signal.aborted) throw cause;
    const sentence = `${system} has not answered within ${ms / 1000} s. Nothing was changed. Try again later, or look at the load of ${system}.`;
    throw new EngineError('unavailable', sentence, { transient: true, details: { code: 'patience' }, cause });
  }
}
