// `syncflow bench`: how fast the engine is on this machine, measured against servers in other processes.

import { InvalidArgumentError } from 'commander';
import { EngineError } from '../../failures/engine-error.ts';
import { SCENARIOS, type ScenarioName } from '../bench/scenarios.ts';
import type { DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';

interface BenchFlags {
  readonly rows: number;
  readonly runs: number;
  readonly pageSize: number;
  readonly cpuProf?: string;
}

export const defineBench: DefineCommand = (command, run) => {
  command
    .argument('[scenario...]', `what to measure: ${SCENARIOS.join(', ')}; all of them when none is named`)
    .option('--rows <number>', 'rows to sync', wholeNumber(1000, 100_000_000), 1_000_000)
    .option('--runs <number>', 'runs of each scenario; the median counts', wholeNumber(1, 100), 3)
    .option('--page-size <rows>', 'rows per page', wholeNumber(100, 10_000), 10_000)
    .option('--cpu-prof <folder>', 'write CPU profiles of the engine there')
    .addHelpText(
      'after',
      '\nWith --data-dir the files of the benchmark, which may be large, are kept there while it runs.',
    )
    .action(async (names: readonly string[], flags: BenchFlags) =>
      run(async (cli) => {
        const scenarios = toScenarios(names);
        const { runBench } = await import('../bench/run-bench.ts');
        const { describeBench } = await import('../bench/describe-bench.ts');
        const result = await runBench({
          scenarios,
          rows: flags.rows,
          runs: flags.runs,
          pageSize: flags.pageSize,
          dataDir: cli.options.dataDir,
          profileDir: flags.cpuProf,
          tell: (text) => {
            cli.screen.line(text);
          },
          checkStopped: () => {
            if (cli.control.local() !== null) throw new EngineError('stopped', 'The benchmark was stopped.');
          },
        });
        const isRight = result.scenarios.every(({ runs }) => runs.every(({ problems }) => problems.length === 0));
        const exitCode = isRight ? EXIT.completed : EXIT.failed;
        return cli.answer({ json: result, text: describeBench(result), exitCode });
      }),
    );
};

function toScenarios(names: readonly string[]): readonly ScenarioName[] {
  if (names.length === 0) return SCENARIOS;
  return [...new Set(names)].map((name) => {
    const known = SCENARIOS.find((scenario) => scenario === name);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`There is no scenario ${name}. Scenarios: ${SCENARIOS.join(', ')}.`);
  });
}
