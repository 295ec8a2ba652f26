// `syncflow stop`: ends a run, in whatever process it is.

import { stopRun } from '../../operations/stop-run.ts';
import type { DefineCommand } from './cli.ts';

export const defineStop: DefineCommand = (command, run) => {
  command.argument('<batch_uid>').action(async (uid: string) =>
    run(async (cli) =>
      cli.withEngine(async (services) => {
        const outcome = await stopRun(services, uid);
        const text =
          outcome === 'asked'
            ? `The run ${uid} was asked to stop; it ends after the calls in flight. What is acknowledged stays.`
            : `The run ${uid} has ended. What was acknowledged stays.`;
        return cli.answer({ json: { batch_uid: uid, outcome }, text });
      }),
    ),
  );
};
