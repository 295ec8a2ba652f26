// `syncflow sync`: entities in dependency order, with progress, summary and exit code.

import { EngineError } from '../../failures/engine-error.ts';
import { startSync } from '../../operations/start-sync.ts';
import type { SyncType } from '../../repositories/batch-repository.ts';
import type { DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';
import { answerBatches, withProgress } from './run-batches.ts';

interface SyncFlags {
  readonly all?: boolean;
  readonly full?: boolean;
  readonly incremental?: boolean;
  readonly background?: boolean;
  readonly dryRun?: boolean;
  readonly pageSize?: number;
}

export const defineSync: DefineCommand = (command, run) => {
  command
    .argument('[entity...]', 'entities to sync; parents go first, whatever the order here')
    .option('--all', 'sync every imported entity')
    .option('--full', 'read all rows')
    .option('--incremental', 'read what changed since the last sync')
    .option('--background', 'read all rows in portions, for long first loads')
    .option('--dry-run', 'show what would be done; send nothing')
    .option('--page-size <rows>', 'rows per page, instead of what the entity says', wholeNumber(100, 10_000))
    .action(async (entities: readonly string[], flags: SyncFlags) =>
      run(async (cli) => {
        const wanted = chooseEntities(entities, flags);
        const syncType = chooseType(flags);
        return cli.withEngine(async (services) => {
          const request = {
            entities: wanted,
            syncType,
            dryRun: flags.dryRun === true,
            startedBy: 'cli',
            control: cli.control,
            ...(flags.pageSize === undefined ? {} : { pageSize: flags.pageSize }),
          };
          const batches = await withProgress(cli, services, () => startSync(services, request));
          const answer = await answerBatches(services, batches);
          // Entities whose turn never came have no batch that could say so.
          const isCutShort = cli.control.local() !== null && (wanted === 'all' || batches.length < wanted.length);
          const isClean = answer.exitCode !== EXIT.failed;
          return cli.answer(isCutShort && isClean ? { ...answer, exitCode: EXIT.stopped } : answer);
        });
      }),
    );
};

function chooseEntities(entities: readonly string[], { all }: SyncFlags): readonly string[] | 'all' {
  if (all === true && entities.length === 0) return 'all';
  if (all !== true && entities.length > 0) return [...new Set(entities)];
  throw new EngineError('usage', 'Name the entities to sync, or give --all; not both. Example: syncflow sync product.');
}

function chooseType({ full, incremental, background }: SyncFlags): SyncType | null {
  const chosen = [
    ...(full === true ? (['full'] as const) : []),
    ...(incremental === true ? (['incremental'] as const) : []),
    ...(background === true ? (['background'] as const) : []),
  ];
  if (chosen.length <= 1) return chosen[0] ?? null;
  throw new EngineError('usage', `Choose one of --full, --incremental and --background, not ${chosen.length} of them.`);
}
