// `syncflow history`: past runs, newest first.

import { toBatchDetails } from '../../operations/batch-summary.ts';
import type { DefineCommand } from './cli.ts';
import { describeStatus } from './describe-batches.ts';
import { wholeNumber } from './option-values.ts';
import { duration, textTable } from './text-table.ts';

interface HistoryFlags {
  readonly entity?: string;
  readonly limit: number;
}

export const defineHistory: DefineCommand = (command, run) => {
  command
    .option('--entity <name>', 'only runs of this entity')
    .option('--limit <runs>', 'how many', wholeNumber(1, 10_000), 20)
    .action(async ({ entity, limit }: HistoryFlags) =>
      run(async (cli) => {
        const batches = await cli.withEngine(({ store }) => store.batches.list({ entity, limit }));
        const json = batches.map((batch) => {
          const { stages: _stages, ...details } = toBatchDetails(batch);
          return details;
        });
        const rows = batches.map((batch) => [
          batch.startedAt,
          batch.entityName,
          batch.syncType,
          describeStatus(batch),
          batch.metrics.inserted,
          batch.metrics.updated,
          batch.metrics.deleted,
          batch.metrics.skipped,
          batch.metrics.failed,
          duration(batch.durationMs),
          batch.uid,
        ]);
        const header = ['STARTED', 'ENTITY', 'TYPE', 'OUTCOME', 'INSERTED', 'UPDATED', 'DELETED', 'SKIPPED', 'FAILED'];
        const table = textTable([...header, 'TIME', 'RUN'], rows);
        return cli.answer({ json, text: rows.length === 0 ? 'There were no runs yet.' : table });
      }),
    );
};
