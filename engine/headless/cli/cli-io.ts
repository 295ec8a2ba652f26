// The process around the command line: environment, output, clock and signals.

import type { Clock } from '../../host.ts';
import type { TextOutput } from './screen.ts';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The process around the command line; tests lend another. */
export interface CliIo {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly clock: Clock;
  /** Returns the function that stops listening. */
  readonly onSignal: (listener: (signal: StopSignal) => void) => () => void;
}
