// Runs one command line: parses it, loads the one command it names, does the work, turns errors into a sentence and a code.
// Promises with --json: exactly one JSON document on standard output, for errors too.

import { Command, CommanderError } from 'commander';
import { EngineError } from '../../failures/engine-error.ts';
import { readProgramVersion } from '../program-version.ts';
import type { CliIo } from './cli-io.ts';
import { createCli, type GlobalOptions, type Work } from './cli.ts';
import { COMMANDS } from './commands.ts';
import { hintOf } from './hint-of.ts';
import { EXIT, exitCodeOfError, type ExitCode } from './exit-codes.ts';

const GLOBAL_WITH_VALUE = ['--config', '--data-dir', '--state-url'];

/** Returns the exit code; never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  let exitCode: ExitCode = EXIT.completed;
  let humanErrors = '';
  const program = createProgram({
    write: (text) => {
      io.stdout.write(text);
    },
    writeError: (text) => {
      humanErrors += text;
    },
  });
  const run = async (work: Work): Promise<void> => {
    const cli = createCli(io, program.opts<GlobalOptions>());
    try {
      exitCode = await work(cli);
    } finally {
      cli.signals.release();
      cli.screen.clear();
    }
  };
  try {
    const called = calledCommand(argv);
    for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
      const command = program.command(name).description(summary);
      if (name === called) (await load())(command, run);
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.completed;
    return tellError(error, { io, isJson, humanErrors });
  }
}

interface ProgramOutput {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

function createProgram({ write, writeError }: ProgramOutput): Command {
  return new Command('syncflow')
    .description("Keeps a plant's scheduling system true to its ERP.")
    .version(readProgramVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .option('--config <file>', 'settings file (default: syncflow.config.json in the data directory)')
    .option('--data-dir <folder>', 'folder of state and settings (SYNCFLOW_DATA_DIR)')
    .option('--state-url <url>', 'state database, sqlite:<file> (SYNCFLOW_STATE_URL)')
    .option('--json', 'answer with one JSON document on standard output', false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: write, writeErr: writeError })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 completed, 1 failed, 2 wrong usage or settings, 3 completed with failures, 4 stopped or paused.',
    );
}

/** The first word that is a command; `help sync` names one too. */
function calledCommand(argv: readonly string[]): string | undefined {
  return argv.find((word, at) => Object.hasOwn(COMMANDS, word) && !GLOBAL_WITH_VALUE.includes(argv[at - 1] ?? ''));
}

interface Telling {
  readonly io: CliIo;
  readonly isJson: boolean;
  readonly humanErrors: string;
}

function tellError(error: unknown, { io, isJson, humanErrors }: Telling): ExitCode {
  const isUsage = error instanceof CommanderError;
  const message = isUsage ? usageMessage(error, humanErrors) : messageOf(error);
  const kind = isUsage ? 'usage' : error instanceof EngineError ? error.kind : 'unexpected';
  const details = error instanceof EngineError ? error.details : {};
  io.stderr.write(`${isUsage && humanErrors !== '' ? humanErrors.trimEnd() : message}\n`);
  if (io.environment['SYNCFLOW_LOG_LEVEL'] === 'debug') io.stderr.write(`${stackOf(error)}\n`);
  if (isJson) io.stdout.write(`${JSON.stringify({ error: { kind, message, details } }, null, 2)}\n`);
  return isUsage ? EXIT.usage : exitCodeOfError(error);
}

function usageMessage(error: CommanderError, humanErrors: string): string {
  if (error.code === 'commander.help') return 'No command was given. See "syncflow --help".';
  const [line = error.message] = humanErrors.trim().split('\n');
  const sentence = line.replace(/^error: /, '');
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}. See "syncflow --help".`;
}

function messageOf(error: unknown): string {
  if (error instanceof EngineError) return [error.message, hintOf(error)].filter((part) => part !== null).join(' ');
  const what = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return `An unexpected error ended the command: ${what} What was acknowledged before stays. Set SYNCFLOW_LOG_LEVEL=debug and try again to see where it came from.`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
