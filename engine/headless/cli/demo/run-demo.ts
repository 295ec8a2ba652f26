// The steps of the demo: first full sync, changes in the ERP, incremental sync, full sync that finds deletes, comparison.

import type { Sandbox } from '../../../../sandbox/create-sandbox.ts';
import type { Settings } from '../../../config.ts';
import { createEngine } from '../../../create-engine.ts';
import { EngineError } from '../../../failures/engine-error.ts';
import { toBatchSummary } from '../../../operations/batch-summary.ts';
import { getEntity } from '../../../operations/find-entity.ts';
import { importEntities } from '../../../operations/import-entities.ts';
import type { Services } from '../../../operations/services.ts';
import { startSync } from '../../../operations/start-sync.ts';
import type { Batch, SyncType } from '../../../repositories/batch-repository.ts';
import { compareRows, type Comparison } from '../../demo/compare-rows.ts';
import { checkOperations, type ExpectedOperations } from '../../demo/check-operations.ts';
import { toExpectedRows } from '../../demo/expected-rows.ts';
import { observeRows } from '../../demo/observe-rows.ts';
import type { Cli } from '../cli.ts';
import { describeCounts, describeReasons, readReasons } from '../describe-batches.ts';
import { readEntityFiles } from '../entity-files.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import { withProgress } from '../run-batches.ts';
import { SANDBOX_SOURCES } from '../../sandbox-host.ts';
import { count, duration, plural, textTable } from '../text-table.ts';

const ENTITIES = ['product', 'bom_component', 'purchase_order', 'purchase_order_line'] as const;
/** What the ERP's users do between the syncs. */
const CHANGES = [
  { api: 'products', updates: 12, inserts: 5, deletes: 1 },
  { api: 'bill_of_materials', updates: 15, inserts: 4, deletes: 5 },
  { api: 'purchase_orders', updates: 8, inserts: 3, deletes: 0 },
  { api: 'purchase_order_lines', updates: 40, inserts: 20, deletes: 10 },
] as const;
const SHOWN_PROBLEMS = 20;

export interface DemoNeeds {
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly whatNext: string;
}

export async function runDemo(cli: Cli, { sandbox, settings, whatNext }: DemoNeeds): Promise<ExitCode> {
  const startedMs = cli.io.clock.monotonic();
  const engine = await createEngine(cli.host(() => settings));
  try {
    const { services } = engine;
    const sync = createSync(cli, services);
    await importAll(services);

    cli.say('1. The first full sync: everything in the ERP is new to ScheduleHub.\n');
    const first = await sync('full');
    cli.say(await describeTrouble(services, first));

    const expected = changeErp(sandbox);
    cli.say(
      `\n2. People work in the ERP: ${describeChanges(expected)}\n   An incremental sync reads only what is new or changed.\n`,
    );
    const second = await sync('incremental');

    cli.say('\n3. A full sync reads everything, and so finds what is gone from the ERP. All else is skipped.\n');
    const third = await sync('full');

    cli.say("\n4. Every row of the ERP, compared with the sandbox's own ledger.\n");
    const comparisons = await compareAll(services, sandbox);
    const problems = [
      ...checkOperations(expected, second, third),
      ...comparisons.flatMap((comparison) => comparison.problems),
    ];
    const rows = sum(comparisons, 'rows');
    const explained = sum(comparisons, 'explained');
    const isSound = problems.length === 0 && exitCodeOf([...first, ...second, ...third]) !== EXIT.failed;
    const json = {
      rows,
      explained,
      is_sound: isSound,
      problems: problems.slice(0, SHOWN_PROBLEMS),
      entities: comparisons.map(({ problems: _problems, ...counts }) => counts),
      changes: expected,
      syncs: [first, second, third].map((batches) => batches.map(toBatchSummary)),
      data_dir: settings.data_dir,
    };
    const text = [
      describeComparisons(comparisons),
      '',
      `${count(explained)} of ${count(rows)} rows explained, in ${duration(cli.io.clock.monotonic() - startedMs)}.`,
      ...problems.slice(0, SHOWN_PROBLEMS).map((problem) => `  NOT explained: ${problem}`),
      '',
      whatNext,
    ].join('\n');
    return cli.answer({ json, text, exitCode: isSound ? EXIT.completed : EXIT.failed });
  } finally {
    await engine.close();
  }
}

function createSync(cli: Cli, services: Services): (syncType: SyncType) => Promise<readonly Batch[]> {
  return async (syncType) => {
    const request = { entities: ENTITIES, syncType, dryRun: false, startedBy: 'demo', control: cli.control };
    const batches = await withProgress(cli, services, () => startSync(services, request));
    cli.say(describeCounts(batches));
    for (const { errorMessage } of batches) if (errorMessage !== null) cli.say(errorMessage);
    if (cli.control.local() !== null) throw new EngineError('stopped', 'The demo was stopped.');
    return batches;
  };
}

async function describeTrouble({ store }: Services, batches: readonly Batch[]): Promise<string> {
  const reasons = await readReasons(store, batches);
  const waiting = batches.reduce((all, batch) => all + batch.metrics.waiting, 0);
  return [
    ...batches.flatMap((batch) => describeReasons(batch, reasons)),
    `${plural(waiting, 'record')} wait for a parent that failed or is not in the ERP; they go as soon as it is delivered.`,
  ].join('\n');
}

async function importAll(services: Services): Promise<void> {
  const results = await importEntities(services, await readEntityFiles([SANDBOX_SOURCES.entities]));
  const [refused] = results.filter((result) => result.status === 'refused');
  if (refused === undefined) return;
  const [problem] = refused.problems;
  throw new EngineError(
    'usage',
    `The sandbox's own entity ${refused.file} is not sound: ${problem?.path} ${problem?.message}.`,
  );
}

function changeErp(sandbox: Sandbox): readonly ExpectedOperations[] {
  return CHANGES.map((change) => {
    const report = sandbox.control.change({ ...change, seed: 1 });
    return { entity: report.changes[0]?.entity ?? change.api, ...report.expected };
  });
}

function describeChanges(expected: readonly ExpectedOperations[]): string {
  const total = (what: 'inserted' | 'updated' | 'deleted'): string =>
    count(expected.reduce((all, one) => all + one[what], 0));
  return `${total('updated')} rows are changed, ${total('inserted')} are new, ${total('deleted')} are removed.`;
}

async function compareAll(services: Services, sandbox: Sandbox): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const name of ENTITIES) {
    const { entity } = await getEntity(services.store, name);
    const expected = toExpectedRows(entity, sandbox.control.ledger(entity.source.api));
    comparisons.push(compareRows(name, expected, await observeRows(services, name, entity.target.entity ?? name)));
  }
  return comparisons;
}

function describeComparisons(comparisons: readonly Comparison[]): string {
  return textTable(
    ['ENTITY', 'ROWS', 'DELIVERED', 'FAILED', 'WAITING', 'DUPLICATES', 'DELETES HELD', 'EXPLAINED'],
    comparisons.map((one) => [
      one.entity,
      one.rows,
      one.delivered,
      one.failed,
      one.waiting,
      one.duplicates,
      one.held,
      one.explained,
    ]),
  );
}

function sum(comparisons: readonly Comparison[], what: 'rows' | 'explained'): number {
  return comparisons.reduce((all, one) => all + one[what], 0);
}
