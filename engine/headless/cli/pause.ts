// `syncflow pause`: asks running runs to pause.

import { pauseRuns } from '../../operations/pause-runs.ts';
import type { DefineCommand } from './cli.ts';
import { plural } from './text-table.ts';

export const definePause: DefineCommand = (command, run) => {
  command.argument('[batch_uid]', 'only this run').action(async (uid: string | undefined) =>
    run(async (cli) =>
      cli.withEngine(async (services) => {
        const asked = await pauseRuns(services, uid ?? null);
        const text =
          asked.length === 0
            ? 'No run is at work.'
            : `${plural(asked.length, 'run')} asked to pause: ${asked.map((batch) => batch.entityName).join(', ')}. "syncflow resume" goes on.`;
        return cli.answer({ json: { asked: asked.map((batch) => batch.uid) }, text });
      }),
    ),
  );
};
