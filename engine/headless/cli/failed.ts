// `syncflow failed`: triage of failed records.

import { Option, type Command } from 'commander';
import { EngineError } from '../../failures/engine-error.ts';
import { editFailed } from '../../operations/edit-failed.ts';
import { exportFailed } from '../../operations/export-failed.ts';
import { toFailedFilter, type FailedQuery } from '../../operations/failed-filter.ts';
import { ignoreFailed } from '../../operations/ignore-failed.ts';
import { getFailed, listFailed } from '../../operations/list-failed.ts';
import { RETRY_MODES, retryFailed, type RetryMode } from '../../operations/retry-failed.ts';
import { toBatchSummary } from '../../operations/batch-summary.ts';
import type { Services } from '../../operations/services.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../reports/failed-report.ts';
import type { FailedFilter } from '../../repositories/failed-record.ts';
import { readProgramVersion } from '../program-version.ts';
import type { DefineCommand } from './cli.ts';
import { describeFailed, describeFailedList, describeRetry } from './describe-failed.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { collect, wholeNumber } from './option-values.ts';
import { withProgress } from './run-batches.ts';
import { plural } from './text-table.ts';

export const defineFailed: DefineCommand = (command, run) => {
  withFilter(command.command('list'))
    .description('list failed records, newest first; without --status those that still need somebody')
    .option('--limit <records>', 'how many', wholeNumber(1, 100_000), 50)
    .action(async ({ limit, ...query }: FailedQuery & { readonly limit: number }) =>
      run(async (cli) => {
        const filter = toFailedFilter(query);
        return cli.withEngine(async ({ store }) => {
          const items = await listFailed(store, filter, limit);
          const groups = await store.failedRecords.listGroups(filter);
          return cli.answer({ json: items, text: describeFailedList(items, groups) });
        });
      }),
    );
  command
    .command('show')
    .description('show one failed record at every stage, with its tries')
    .argument('<uid>')
    .action(async (uid: string) =>
      run(async (cli) => {
        const details = await cli.withEngine(({ store }) => getFailed(store, uid));
        return cli.answer({ json: details, text: describeFailed(details) });
      }),
    );
  withFilter(command.command('retry'))
    .description('try failed records again, named or filtered')
    .argument('[uid...]')
    .option('--all', 'all that still need somebody')
    .addOption(
      new Option('--mode <mode>', 'which row and which mapping').choices([...RETRY_MODES]).default('current_mapping'),
    )
    .option('--step <sizes>', 'steps that stop at a failure, as 1,10,100; the last size repeats', steps, [])
    .action(async (uids: readonly string[], flags: RetryFlags) =>
      run(async (cli) => {
        const which = chooseRecords(uids, flags);
        return cli.withEngine(async (services) => {
          await refuseUnknown(services, uids);
          const request = { which, mode: flags.mode, steps: flags.step, control: cli.control };
          const result = await withProgress(cli, services, () => retryFailed(services, request));
          const json = {
            claimed: result.claimed,
            resolved: result.resolved,
            failed: result.failed,
            superseded: result.superseded,
            stopped_at_step: result.stoppedAtStep,
            batches: result.batches.map(toBatchSummary),
          };
          const ended = exitCodeOf(result.batches);
          const exitCode = ended === EXIT.completed && result.failed > 0 ? EXIT.completedWithFailures : ended;
          return cli.answer({ json, text: describeRetry(result), exitCode });
        });
      }),
    );
  withFilter(command.command('ignore'))
    .description('set failed records aside, named or filtered; new ones of the same kind still show')
    .argument('[uid...]')
    .option('--all', 'all that still need somebody')
    .action(async (uids: readonly string[], flags: ChoiceFlags) =>
      run(async (cli) => {
        const which = chooseRecords(uids, flags);
        return cli.withEngine(async (services) => {
          await refuseUnknown(services, uids);
          const { ignored } = await ignoreFailed(services, which);
          return cli.answer({ json: { ignored }, text: `${plural(ignored, 'failed record')} ignored.` });
        });
      }),
    );
  command
    .command('edit')
    .description('edit a failed record as a patch; the row as it was read stays beside it')
    .argument('<uid>')
    .requiredOption('--set <column=value>', 'new value of a source column; may be given several times', collect)
    .action(async (uid: string, { set }: { readonly set: readonly string[] }) =>
      run(async (cli) => {
        const edit = new Map(set.map(toAssignment));
        const patch = await cli.withEngine((services) => editFailed(services, uid, edit));
        const text = `The edit is kept. Send it with: syncflow failed retry ${uid}`;
        return cli.answer({ json: { uid, patch }, text });
      }),
    );
  withFilter(command.command('export'))
    .description('write failed records to a file')
    .addOption(new Option('--format <format>', 'form of the file').choices([...REPORT_FORMATS]).makeOptionMandatory())
    .requiredOption('--out <file>', 'path of the file')
    .action(async ({ format, out, ...query }: FailedQuery & { readonly format: ReportFormat; readonly out: string }) =>
      run(async (cli) => {
        const filter = toFailedFilter(query);
        const request = { filter, format, out, appVersion: readProgramVersion() };
        const { rows } = await cli.withEngine((services) => exportFailed(services, request));
        return cli.answer({ json: { out, format, rows }, text: `${plural(rows, 'failed record')} written to ${out}.` });
      }),
    );
};

interface ChoiceFlags extends FailedQuery {
  readonly all?: boolean;
}
interface RetryFlags extends ChoiceFlags {
  readonly mode: RetryMode;
  readonly step: readonly number[];
}

function withFilter(command: Command): Command {
  return command
    .option('--entity <name>', 'of this entity')
    .option('--batch <uid>', 'last seen in this run')
    .option('--stage <stage>', 'failed at this stage')
    .option('--code <code>', 'with this error code')
    .option('--signature <signature>', 'of this kind')
    .option('--status <status>', 'in this status, several with commas, or all');
}

/** Bulk actions never widen by accident: records are named, filtered, or --all is said. */
function chooseRecords(uids: readonly string[], { all, ...query }: ChoiceFlags): FailedFilter {
  const { entity, batch, stage, code, signature, status } = query;
  const hasFilter = [entity, batch, stage, code, signature, status].some((value) => value !== undefined);
  const ways = [uids.length > 0, hasFilter, all === true].filter(Boolean).length;
  if (ways !== 1) {
    throw new EngineError(
      'usage',
      'Name the failed records by uid, or filter them, or give --all; exactly one of these.',
    );
  }
  return uids.length > 0 ? { uids } : toFailedFilter(query);
}

async function refuseUnknown({ store }: Services, uids: readonly string[]): Promise<void> {
  if (uids.length === 0) return;
  const { items } = await store.failedRecords.list({ uids }, { limit: uids.length });
  const known = new Set(items.map((record) => record.uid));
  const unknown = uids.filter((uid) => !known.has(uid));
  if (unknown.length === 0) return;
  const sentence = `There is no failed record ${unknown.join(', ')}. See "syncflow failed list" for the uids.`;
  throw new EngineError('not_found', sentence, { details: { uid: unknown.join(', ') } });
}

function steps(text: string): readonly number[] {
  return text.split(',').map((part) => wholeNumber(1, 1_000_000)(part.trim()));
}

function toAssignment(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new EngineError('usage', `--set ${text} is not COLUMN=VALUE. Example: --set QUANTITY=12.`);
}
