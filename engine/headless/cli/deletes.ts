// `syncflow deletes`: deletes on hold, to be approved or discarded.

import type { Command } from 'commander';
import { EngineError } from '../../failures/engine-error.ts';
import { applyApprovedDeletes } from '../../operations/apply-deletes.ts';
import { toBatchSummary } from '../../operations/batch-summary.ts';
import { getEntity } from '../../operations/find-entity.ts';
import { toHeldItem } from '../../operations/list-held-deletes.ts';
import type { Services } from '../../operations/services.ts';
import type { BkHash } from '../../record/shapes.ts';
import type { HeldDelete } from '../../repositories/held-delete-repository.ts';
import type { DefineCommand } from './cli.ts';
import { exitCodeOf } from './exit-codes.ts';
import { withProgress } from './run-batches.ts';
import { plural, textTable } from './text-table.ts';

interface ChoiceFlags {
  readonly all?: boolean;
}

export const defineDeletes: DefineCommand = (command, run) => {
  command
    .command('list')
    .description('list deletes on hold')
    .option('--entity <name>', 'only of this entity')
    .action(async ({ entity }: { readonly entity?: string }) =>
      run(async (cli) => {
        const held = await cli.withEngine(({ store }) => store.heldDeletes.list(entity));
        return cli.answer({ json: held.map(toHeldItem), text: describeHeld(held) });
      }),
    );
  withChoice(command.command('approve'))
    .description('delete held records in ScheduleHub, after looking in the ERP once more')
    .action(async (entity: string, hashes: readonly string[], flags: ChoiceFlags) =>
      run(async (cli) =>
        cli.withEngine(async (services) => {
          const bkHashes = await chooseHeld(services, { entity, hashes, flags });
          const request = { entity, bkHashes, control: cli.control };
          const result = await withProgress(cli, services, () => applyApprovedDeletes(services, request));
          const { batch, deleted, kept } = result;
          const sentence = `${plural(deleted, 'record')} deleted in ScheduleHub; ${kept} kept, because the ERP has them again.`;
          const text = batch.errorMessage ?? sentence;
          const json = { deleted, kept, batch: toBatchSummary(batch) };
          return cli.answer({ json, text, exitCode: exitCodeOf([batch]) });
        }),
      ),
    );
  withChoice(command.command('discard'))
    .description('take deletes off the list; the records stay in ScheduleHub')
    .action(async (entity: string, hashes: readonly string[], flags: ChoiceFlags) =>
      run(async (cli) =>
        cli.withEngine(async (services) => {
          const bkHashes = await chooseHeld(services, { entity, hashes, flags });
          const discarded = await services.store.heldDeletes.remove(entity, bkHashes);
          const text = `${plural(discarded, 'delete')} discarded. A full sync that still misses the rows holds them again.`;
          return cli.answer({ json: { discarded }, text });
        }),
      ),
    );
};

function withChoice(command: Command): Command {
  return command
    .argument('<entity>')
    .argument('[bk_hash...]', 'key hashes, as "deletes list" shows them')
    .option('--all', 'all of the entity');
}

interface Choice {
  readonly entity: string;
  readonly hashes: readonly string[];
  readonly flags: ChoiceFlags;
}

async function chooseHeld({ store }: Services, { entity, hashes, flags }: Choice): Promise<readonly BkHash[] | 'all'> {
  await getEntity(store, entity);
  if ((flags.all === true) === hashes.length > 0) {
    throw new EngineError('usage', 'Name the deletes by key hash, or give --all; exactly one of the two.');
  }
  if (flags.all === true) return 'all';
  const held = new Map<string, BkHash>((await store.heldDeletes.list(entity)).map((one) => [one.bkHash, one.bkHash]));
  return hashes.map((hash) => {
    const known = held.get(hash);
    if (known !== undefined) return known;
    const sentence = `No delete of ${entity} with the key hash ${hash} is on hold. See "syncflow deletes list".`;
    throw new EngineError('not_found', sentence, { details: { entity, bk_hash: hash } });
  });
}

function describeHeld(held: readonly HeldDelete[]): string {
  if (held.length === 0) return 'No delete is on hold.';
  return textTable(
    ['ENTITY', 'RECORD', 'REASON', 'SINCE', 'KEY HASH'],
    held.map((one) => [one.entityName, one.reference, one.reason, one.detectedAt, one.bkHash]),
  );
}
