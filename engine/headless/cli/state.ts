// `syncflow state`: the database that remembers.

import type { VerifyReport } from '../../db/verify.ts';
import { measureState, migrateState, verifyState, type StateFile } from '../../operations/state-info.ts';
import type { Answer, Cli, DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { bytes, textTable } from './text-table.ts';

export const defineState: DefineCommand = (command, run) => {
  command
    .command('info')
    .description('where the state is, how large, and what is in it')
    .action(async () =>
      run(async (cli) =>
        cli.answer(
          describe(measureState(cli.settings()), await verifyState({ ...cli.host(), settings: cli.settings() })),
        ),
      ),
    );
  command
    .command('migrate')
    .description('bring the state up to this version of the program; other commands do it as well')
    .action(async () =>
      run(async (cli) => {
        await ensureDataDir(cli);
        const report = await migrateState({ ...cli.host(), settings: cli.settings() });
        return cli.answer(describe(measureState(cli.settings()), report));
      }),
    );
  command
    .command('verify')
    .description('check every page, reference and migration of the state')
    .action(async () =>
      run(async (cli) => {
        const report = await verifyState({ ...cli.host(), settings: cli.settings() });
        const { json, text } = describe(measureState(cli.settings()), report);
        const isBroken = report !== null && !report.isSound;
        return cli.answer({ json, text, exitCode: isBroken ? EXIT.failed : EXIT.completed });
      }),
    );
};

/** The engine creates the folder of a state database that is not there yet. */
async function ensureDataDir(cli: Cli): Promise<void> {
  await cli.withEngine(() => Promise.resolve());
}

function describe({ path, bytes: size }: StateFile, report: VerifyReport | null): Answer {
  if (report === null) {
    const json = {
      path,
      exists: false,
      bytes: size,
      is_sound: null,
      problems: [],
      applied: [],
      pending: [],
      tables: [],
    };
    return { json, text: `There is no state database at ${path} yet. The first command that needs one creates it.` };
  }
  const json = {
    path,
    exists: true,
    bytes: size,
    free_bytes: report.disk.freeBytes,
    is_sound: report.isSound,
    problems: report.problems,
    applied: report.applied,
    pending: report.pending,
    tables: report.tables,
  };
  const text = [
    `${path}, ${bytes(size)}, ${bytes(report.disk.freeBytes)} of it free`,
    report.isSound ? 'The state database is sound.' : 'The state database is damaged:',
    ...report.problems.map((problem) => `  ${problem}`),
    `Migrations applied: ${report.applied.length}, pending: ${report.pending.length}.`,
    textTable(
      ['TABLE', 'ROWS'],
      report.tables.map((table) => [table.name, table.rows]),
    ),
  ].join('\n');
  return { json, text };
}
