// The exit codes of the command line: public, scripts rely on them.

import { EngineError } from '../../failures/engine-error.ts';
import type { Batch } from '../../repositories/batch-repository.ts';

export const EXIT = {
  completed: 0,
  failed: 1,
  usage: 2,
  completedWithFailures: 3,
  stopped: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From the worst to the best. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.failed,
  EXIT.stopped,
  EXIT.completedWithFailures,
  EXIT.usage,
  EXIT.completed,
];

/** The code of the batch that went worst; 0 where there is none. */
export function exitCodeOf(batches: readonly Pick<Batch, 'status'>[]): ExitCode {
  const codes = batches.map(codeOfStatus);
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.completed;
}

function codeOfStatus({ status }: Pick<Batch, 'status'>): ExitCode {
  switch (status) {
    case 'completed':
      return EXIT.completed;
    case 'completed_with_failures':
      return EXIT.completedWithFailures;
    case 'failed':
      return EXIT.failed;
    case 'pending':
    case 'running':
    case 'paused':
    case 'cancelled':
      return EXIT.stopped;
  }
}

export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof EngineError)) return EXIT.failed;
  if (error.kind === 'usage' || error.kind === 'not_found') return EXIT.usage;
  return error.kind === 'stopped' ? EXIT.stopped : EXIT.failed;
}
