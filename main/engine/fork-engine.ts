// Starts the engine's process. What it prints on its own (a crash of Node, a warning) goes to the log.

import type { utilityProcess as ElectronUtilityProcess, UtilityProcess } from 'electron';
import type { Log } from '../../engine/index.ts';

export interface ForkNeeds {
  readonly utilityProcess: typeof ElectronUtilityProcess;
  /** Absolute path of the bundled entry. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
}

export function forkEngine({ utilityProcess, entry, environment, log }: ForkNeeds): UtilityProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'syncflow-engine',
    stdio: 'pipe',
    env: { ...environment },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      const text = bytes.toString('utf8').trim();
      if (text !== '') log.warn('The engine printed', { text });
    });
  }
  return child;
}
