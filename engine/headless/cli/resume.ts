// `syncflow resume`: goes on with paused and interrupted runs, in this process.

import { resumeRuns } from '../../operations/resume-runs.ts';
import type { DefineCommand } from './cli.ts';
import { answerBatches, withProgress } from './run-batches.ts';

export const defineResume: DefineCommand = (command, run) => {
  command.action(async () =>
    run(async (cli) =>
      cli.withEngine(async (services) => {
        const batches = await withProgress(cli, services, () => resumeRuns(services, { control: cli.control }));
        return cli.answer(await answerBatches(services, batches));
      }),
    ),
  );
};
