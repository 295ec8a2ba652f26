// `syncflow plan`: a dry run of one entity, saved; what it would change, record by record and field by field.

import { toBatchSummary } from '../../operations/batch-summary.ts';
import { startSync } from '../../operations/start-sync.ts';
import type { FieldChange, FieldCount, PlanRecord } from '../../repositories/plan-repository.ts';
import type { Batch } from '../../repositories/batch-repository.ts';
import type { DefineCommand } from './cli.ts';
import { describeBatches } from './describe-batches.ts';
import { exitCodeOf } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';
import { withProgress } from './run-batches.ts';
import { count, textTable } from './text-table.ts';

interface PlanFlags {
  readonly full?: boolean;
  readonly incremental?: boolean;
  readonly limit: number;
}

export const definePlan: DefineCommand = (command, run) => {
  command
    .argument('<entity>')
    .option('--full', 'read all rows, so that deletes show too')
    .option('--incremental', 'read what changed since the last sync')
    .option('--limit <records>', 'records to show', wholeNumber(1, 100_000), 20)
    .action(async (entity: string, flags: PlanFlags) =>
      run(async (cli) =>
        cli.withEngine(async (services) => {
          const syncType = flags.full === true ? 'full' : flags.incremental === true ? 'incremental' : null;
          const request = {
            entities: [entity],
            syncType,
            dryRun: true,
            startedBy: 'cli',
            control: cli.control,
          } as const;
          const batches = await withProgress(cli, services, () => startSync(services, request));
          const [batch] = batches;
          const uid = batch?.uid ?? '';
          const fields = await services.store.plans.countByField(uid);
          const records = await services.store.plans.list(uid, { limit: flags.limit });
          const json = {
            ...(batch === undefined ? {} : toBatchSummary(batch)),
            outcome: batch?.preview ?? null,
            fields,
            records: records.map(({ operation, bkHash, reference, changes }) => ({
              operation,
              bk_hash: bkHash,
              reference,
              changes,
            })),
          };
          return cli.answer({ json, text: describePlan(batches, fields, records), exitCode: exitCodeOf(batches) });
        }),
      ),
    );
};

function describePlan(
  batches: readonly Batch[],
  fields: readonly FieldCount[],
  records: readonly PlanRecord[],
): string {
  const summary = describeBatches(batches, new Map());
  if (records.length === 0) return summary;
  const rows = fields.map(({ operation, field, records: changed }) => [operation, field, changed]);
  return [
    summary,
    '',
    textTable(['OPERATION', 'FIELD', 'RECORDS'], rows),
    '',
    ...records.flatMap(describeRecord),
    `Shown are ${count(records.length)} records; --limit shows more. Nothing was sent.`,
  ].join('\n');
}

function describeRecord({ operation, reference, changes }: PlanRecord): readonly string[] {
  const head = `${operation} ${reference}`;
  return operation === 'UPDATE' ? [head, ...changes.map(describeChange)] : [head];
}

function describeChange({ field, before, after }: FieldChange): string {
  return `    ${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
}
