// `syncflow sandbox`: both neighbouring systems on this machine, until Ctrl+C.

import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Sandbox } from '../../../sandbox/create-sandbox.ts';
import { EngineError } from '../../failures/engine-error.ts';
import type { DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { SANDBOX_SOURCES } from '../sandbox-host.ts';
import { wholeNumber } from './option-values.ts';

interface SandboxFlags {
  readonly apismithPort: number;
  readonly schedulehubPort: number;
  readonly seed: number;
  readonly badShare: number;
  readonly synthetic?: number;
}

export const defineSandbox: DefineCommand = (command, run) => {
  command
    .option('--apismith-port <port>', 'port of APISmith, 0 for any free one', wholeNumber(0, 65_535), 8010)
    .option('--schedulehub-port <port>', 'port of ScheduleHub, 0 for any free one', wholeNumber(0, 65_535), 8020)
    .option('--seed <number>', 'decides which rows are dirty and bad', wholeNumber(0, 2 ** 31), 1)
    .option('--bad-share <share>', 'share of truly bad rows, 0 to 1', share, 0.02)
    .option('--synthetic <rows>', 'add the API synthetic_parts with so many rows', wholeNumber(1, 100_000_000))
    .addHelpText(
      'after',
      '\nWith --data-dir the data is kept in <folder>/sandbox; else it is gone when the sandbox ends.',
    )
    .action(async (flags: SandboxFlags) =>
      run(async (cli) => {
        const { createSandbox } = await import('../../../sandbox/create-sandbox.ts');
        const { dataDir } = cli.options;
        const sandbox = await starting(flags, () =>
          createSandbox({
            apismithPort: flags.apismithPort,
            schedulehubPort: flags.schedulehubPort,
            seed: flags.seed,
            badShare: flags.badShare,
            ...(dataDir === undefined ? {} : { dataDir: resolve(dataDir, 'sandbox') }),
            ...(flags.synthetic === undefined ? {} : { synthetic: { rows: flags.synthetic } }),
          }),
        );
        try {
          const { apismith, schedulehub } = sandbox;
          const environment = sandboxEnvironment(sandbox);
          const json = { apismith, schedulehub, environment, entities_folder: SANDBOX_SOURCES.entities };
          cli.answer({ json, text: describeSandbox(sandbox) });
          await cli.signals.first;
          return EXIT.completed;
        } finally {
          await sandbox.close();
        }
      }),
    );
};

/** The settings that point SyncFlow at a sandbox. */
export function sandboxEnvironment({ apismith, schedulehub }: Sandbox): Readonly<Record<string, string>> {
  return {
    SYNCFLOW_APISMITH_URL: apismith.url,
    SYNCFLOW_APISMITH_USERNAME: apismith.username,
    SYNCFLOW_APISMITH_PASSWORD: apismith.password,
    SYNCFLOW_SCHEDULEHUB_URL: schedulehub.url,
    SYNCFLOW_SCHEDULEHUB_USERNAME: schedulehub.username,
    SYNCFLOW_SCHEDULEHUB_PASSWORD: schedulehub.password,
  };
}

/** Lines that set the sandbox as both systems, for the shell at hand. */
export function environmentLines(environment: Readonly<Record<string, string>>): string {
  const isWindows = process.platform === 'win32';
  return Object.entries(environment)
    .map(([name, value]) => (isWindows ? `$env:${name} = '${value}'` : `export ${name}='${value}'`))
    .join('\n');
}

function describeSandbox(sandbox: Sandbox): string {
  return [
    sandbox.describe(),
    '',
    'In another terminal:',
    environmentLines(sandboxEnvironment(sandbox)),
    `npm run -s syncflow -- entity import ${SANDBOX_SOURCES.entities}`,
    'npm run -s syncflow -- sync --all',
    '',
    'Ctrl+C ends the sandbox.',
  ].join('\n');
}

async function starting(flags: SandboxFlags, start: () => Promise<Sandbox>): Promise<Sandbox> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const sentence = `The sandbox cannot start: port ${flags.apismithPort} or ${flags.schedulehubPort} is taken by another program. Choose others with --apismith-port and --schedulehub-port, 0 for any free one.`;
    throw new EngineError('usage', sentence, { cause: error });
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
