// `syncflow bench`: how fast the engine is on this machine, measured against servers in other processes.

import { writeFile } from 'node:fs/promises';
import { EngineError } from '../../failures/engine-error.ts';
import type { BenchResult } from '../bench/bench-result.ts';
import { SCENARIOS, type ScenarioName } from '../bench/scenarios.ts';
import type { DefineCommand } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';

interface BenchFlags {
  readonly rows: number;
  readonly runs: number;
  readonly pageSize: number;
  readonly peers: boolean;
  readonly chart?: string;
  readonly cpuProf?: string;
}

export const defineBench: DefineCommand = (command, run) => {
  command
    .argument('[scenario...]', `what to measure: ${SCENARIOS.join(', ')}; all of them when none is named`)
    .option('--rows <number>', 'rows to sync', wholeNumber(1000, 100_000_000), 1_000_000)
    .option('--runs <number>', 'runs of each scenario; the median counts', wholeNumber(1, 100), 3)
    .option('--page-size <rows>', 'rows per page', wholeNumber(100, 10_000), 10_000)
    .option('--no-peers', 'leave out the plain version and DuckDB')
    .option('--chart <file>', 'write a chart of rows a second over time as SVG')
    .option('--cpu-prof <folder>', 'write CPU profiles of the engine there')
    .addHelpText(
      'after',
      '\nWith --data-dir the files of the benchmark, which may be large, are kept there while it runs.',
    )
    .action(async (names: readonly string[], flags: BenchFlags) =>
      run(async (cli) => {
        const scenarios = toScenarios(names);
        const { runBench } = await import('../bench/run-bench.ts');
        const { describeBench, listProblems } = await import('../bench/describe-bench.ts');
        // Before the long work: a chart that cannot be written is told now.
        if (flags.chart !== undefined) await writeChart(flags.chart, []);
        const checkStopped = (): void => {
          if (cli.control.local() !== null) throw new EngineError('stopped', 'The benchmark was stopped.');
        };
        const work = runBench({
          scenarios,
          rows: flags.rows,
          runs: flags.runs,
          pageSize: flags.pageSize,
          withPeers: flags.peers,
          dataDir: cli.options.dataDir,
          profileDir: flags.cpuProf,
          tell: (text) => {
            cli.screen.line(text);
          },
          checkStopped,
        });
        const result = await work.catch((error: unknown) => {
          // Ctrl+C reaches the processes of the benchmark too: that they ended is no failure then.
          checkStopped();
          throw error;
        });
        if (flags.chart !== undefined) await writeChart(flags.chart, result.scenarios);
        const exitCode = listProblems(result).length === 0 ? EXIT.completed : EXIT.failed;
        return cli.answer({ json: result, text: describeBench(result), exitCode });
      }),
    );
};

async function writeChart(file: string, scenarios: BenchResult['scenarios']): Promise<void> {
  const { drawChart } = await import('../bench/draw-chart.ts');
  try {
    await writeFile(
      file,
      drawChart(scenarios.map(({ scenario, median }) => ({ name: scenario, samples: median.samples }))),
    );
  } catch (cause) {
    throw new EngineError('usage', `The chart cannot be written to ${file}. Check the path and its rights.`, { cause });
  }
}

function toScenarios(names: readonly string[]): readonly ScenarioName[] {
  if (names.length === 0) return SCENARIOS;
  return [...new Set(names)].map((name) => {
    const known = SCENARIOS.find((scenario) => scenario === name);
    if (known !== undefined) return known;
    throw new EngineError('usage', `There is no scenario ${name}. Scenarios: ${SCENARIOS.join(', ')}.`);
  });
}
