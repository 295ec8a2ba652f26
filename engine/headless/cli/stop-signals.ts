// Ctrl+C and kill as wishes: the first SIGINT stops softly, the second aborts, SIGTERM pauses. A third one is Node's.

import type { SyncControl } from '../../operations/prepare-run.ts';
import type { CliIo } from './cli-io.ts';

export interface StopSignals {
  readonly control: SyncControl;
  /** Resolves with the first signal; for commands that run until they are told to end. */
  readonly first: Promise<void>;
  /** Stops listening: from here on signals end the process. */
  release(): void;
}

interface StopSignalsNeeds {
  readonly onSignal: CliIo['onSignal'];
  readonly tell: (text: string) => void;
}

export function createStopSignals({ onSignal, tell }: StopSignalsNeeds): StopSignals {
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let wish: 'pause' | 'stop' | null = null;
  const release = onSignal((signal) => {
    if (signal === 'SIGINT' && wish === 'stop') {
      tell('Stopping at once. What was sent but not answered is looked up at the next run.');
      abort.abort();
      release();
      return;
    }
    wish = signal === 'SIGINT' ? 'stop' : (wish ?? 'pause');
    tell(
      wish === 'stop'
        ? 'Stopping: the calls in flight are finished first. Press Ctrl+C again to end at once.'
        : 'Pausing: the calls in flight are finished first; "syncflow resume" goes on.',
    );
    resolve(undefined);
  });
  return { control: { local: () => wish, signal: abort.signal }, first: promise, release };
}
