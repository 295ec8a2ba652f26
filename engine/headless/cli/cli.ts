// What every command is given: settings, engine, a way to be stopped, and one way to answer.

import type { Command } from 'commander';
import { loadSettings, type Settings, type SettingsSources } from '../../config.ts';
import type { EngineHost } from '../../create-engine.ts';
import type { SyncControl } from '../../operations/prepare-run.ts';
import type { Services } from '../../operations/services.ts';
import { createNodeHost } from '../node-host.ts';
import type { CliIo } from './cli-io.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createScreen, type Screen } from './screen.ts';
import { createStopSignals, type StopSignals } from './stop-signals.ts';

export interface GlobalOptions {
  readonly config?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly stateUrl?: string | undefined;
  readonly json: boolean;
}

export interface Answer {
  /** The one document of `--json`. */
  readonly json: unknown;
  /** What people read instead. */
  readonly text: string;
  readonly exitCode?: ExitCode;
}

export interface Cli {
  readonly io: CliIo;
  readonly options: GlobalOptions;
  readonly screen: Screen;
  readonly signals: StopSignals;
  readonly control: SyncControl;
  readonly settingsSources: SettingsSources;
  /** Parsed on first use. */
  settings(): Settings;
  host(settings?: () => Settings): EngineHost;
  /** Opens the engine, and closes it whatever happens. */
  withEngine<T>(work: (services: Services) => Promise<T>): Promise<T>;
  /** Text for people while the command runs: standard output, or standard error beside `--json`. */
  say(text: string): void;
  /** Prints the result, once; returns its exit code. */
  answer(answer: Answer): ExitCode;
}

/** The work of a command; returns its exit code. */
export type Work = (cli: Cli) => Promise<ExitCode>;
/** Adds arguments, options and subcommands to a command; `run` does the work once they are parsed. */
export type DefineCommand = (command: Command, run: (work: Work) => Promise<void>) => void;

export function createCli(io: CliIo, options: GlobalOptions): Cli {
  const screen = createScreen(io.stderr);
  const signals = createStopSignals({
    onSignal: io.onSignal,
    tell: (text) => {
      screen.line(text);
    },
  });
  let loaded: Settings | undefined;
  const settingsSources: SettingsSources = {
    environment: io.environment,
    configFile: options.config,
    flags: { dataDir: options.dataDir, stateUrl: options.stateUrl },
  };
  const settings = (): Settings => (loaded ??= loadSettings(settingsSources));
  const host = (of = settings): EngineHost =>
    createNodeHost({
      settings: of,
      clock: io.clock,
      writeLine: (line) => {
        screen.line(line);
      },
    });
  return {
    io,
    options,
    screen,
    signals,
    control: signals.control,
    settingsSources,
    settings,
    host,
    withEngine: async (work) => {
      // Loaded here, so that commands without a state start fast.
      const { createEngine } = await import('../../create-engine.ts');
      const engine = await createEngine(host());
      try {
        return await work(engine.services);
      } finally {
        await engine.close();
      }
    },
    say: (text) => {
      if (options.json) screen.line(text);
      else {
        screen.clear();
        io.stdout.write(`${text}\n`);
      }
    },
    answer: ({ json, text, exitCode = EXIT.completed }) => {
      screen.clear();
      io.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : text === '' ? '' : `${text}\n`);
      return exitCode;
    },
  };
}
