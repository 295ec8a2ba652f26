// `syncflow demo`: the whole main job in the sandbox, and the proof that every source row is accounted for.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Sandbox } from '../../../sandbox/create-sandbox.ts';
import { loadSettings, type Settings } from '../../config.ts';
import { EngineError } from '../../failures/engine-error.ts';
import type { Cli, DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { environmentLines, sandboxEnvironment } from './sandbox.ts';

export const defineDemo: DefineCommand = (command, run) => {
  command
    .option('--keep', 'leave the sandbox running and the data in place, to look around')
    .action(async ({ keep }: { readonly keep?: boolean }) =>
      run(async (cli) => {
        const isKept = keep === true || cli.options.dataDir !== undefined;
        const dataDir = await prepareFolder(cli.options.dataDir);
        const { createSandbox } = await import('../../../sandbox/create-sandbox.ts');
        const sandbox = await createSandbox({ dataDir: join(dataDir, 'sandbox') });
        try {
          const settings = demoSettings(cli, sandbox, dataDir);
          const { runDemo } = await import('./demo/run-demo.ts');
          const exitCode = await runDemo(cli, {
            sandbox,
            settings,
            whatNext: whatNext(sandbox, { dataDir, isKept, keep }),
          });
          if (keep === true && cli.control.local() === null) await cli.signals.first;
          return keep === true ? exitCode : cli.control.local() === null ? exitCode : EXIT.stopped;
        } finally {
          await sandbox.close();
          if (!isKept) await rm(dataDir, { recursive: true, force: true });
        }
      }),
    );
};

async function prepareFolder(dataDir: string | undefined): Promise<string> {
  if (dataDir === undefined) return mkdtemp(join(tmpdir(), 'syncflow-demo-'));
  const folder = resolve(dataDir);
  if (!existsSync(join(folder, 'syncflow.db'))) return folder;
  const sentence = `${folder} holds a state database already, which the demo would change. Choose an empty folder, or leave --data-dir out.`;
  throw new EngineError('usage', sentence, { details: { path: folder } });
}

/** Only the sandbox: whatever else is configured on this machine is left alone. */
function demoSettings(cli: Cli, sandbox: Sandbox, dataDir: string): Settings {
  const environment = {
    ...sandboxEnvironment(sandbox),
    SYNCFLOW_LOG_LEVEL: cli.io.environment['SYNCFLOW_LOG_LEVEL'] ?? 'warn',
  };
  return loadSettings({ environment, flags: { dataDir } });
}

interface After {
  readonly dataDir: string;
  readonly isKept: boolean;
  readonly keep: boolean | undefined;
}

function whatNext(sandbox: Sandbox, { dataDir, isKept, keep }: After): string {
  if (keep !== true) {
    const offline = `npm run -s syncflow -- failed list --data-dir ${dataDir}`;
    return [
      'What next:',
      '  npm run demo -- --keep              the same, with the sandbox left running to look around',
      '  npm run -s syncflow -- --help       all commands',
      ...(isKept ? [`  ${offline}`] : []),
    ].join('\n');
  }
  return [
    'The sandbox is still running. In another terminal:',
    environmentLines({ ...sandboxEnvironment(sandbox), SYNCFLOW_DATA_DIR: dataDir }),
    'npm run -s syncflow -- failed list          # why records failed',
    'npm run -s syncflow -- waiting list --by-parent',
    'npm run -s syncflow -- plan product --full  # what a sync would change now',
    'npm run -s syncflow -- sync --all           # inventory is still to be synced',
    'npm run -s syncflow -- failed export --format html --out failed.html',
    'Ctrl+C ends the sandbox; the data stays.',
  ].join('\n');
}
