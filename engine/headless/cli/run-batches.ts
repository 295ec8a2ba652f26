// What all commands that run batches share: progress while they work, then the summary and the exit code.

import { toBatchSummary } from '../../operations/batch-summary.ts';
import type { Services } from '../../operations/services.ts';
import type { Batch } from '../../repositories/batch-repository.ts';
import type { Answer, Cli } from './cli.ts';
import { describeBatches, readReasons } from './describe-batches.ts';
import { exitCodeOf } from './exit-codes.ts';
import { showProgress } from './show-progress.ts';

export async function withProgress<T>(cli: Cli, services: Services, work: () => Promise<T>): Promise<T> {
  return showProgress({ events: services.events, screen: cli.screen, clock: cli.io.clock }, work);
}

/** The answer of a command whose result is its batches. */
export async function answerBatches(services: Services, batches: readonly Batch[]): Promise<Answer> {
  return {
    json: batches.map(toBatchSummary),
    text: describeBatches(batches, await readReasons(services.store, batches)),
    exitCode: exitCodeOf(batches),
  };
}
