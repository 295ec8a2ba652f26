// The result of a benchmark as people read it: pure.

import { textTable } from '../cli/text-table.ts';
import type { PeerPass } from '../../../sandbox/bench/peers/peer-orders.ts';
import type { ProcessCost } from '../../../sandbox/bench/serve-orders.ts';
import type { PeerResult } from './measure-peers.ts';
import type { BenchResult, ScenarioResult } from './bench-result.ts';

export function describeBench(result: BenchResult): string {
  const { machine, scenarios, peers } = result;
  const gigabytes = (machine.memory_bytes / 2 ** 30).toFixed(0);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${gigabytes} GiB, ${machine.system}, Node ${machine.node}, SyncFlow ${machine.program}; load before: ${machine.load_average.toFixed(2)}`,
    '',
    scenarioTable(scenarios),
    '',
    'Processes (CPU seconds user + system, peak memory):',
    processTable(scenarios),
    '',
    'Stages of the engine, seconds (stages overlap: they do not add up to the whole):',
    stageTable(scenarios),
    ...(peers.length === 0
      ? []
      : ['', 'The same cleaning and comparing by others, which fetch and send nothing:', peerTable(peers)]),
    ...listProblems(result),
  ].join('\n');
}

function scenarioTable(scenarios: readonly ScenarioResult[]): string {
  const header = [
    'SCENARIO',
    'ROWS',
    'RUNS',
    'SECONDS',
    'LEAST',
    'MOST',
    'ROWS/S',
    'FLOOR',
    'RATIO',
    'CPU RATIO',
    'STATE MB',
    'RESULT',
  ];
  const rows = scenarios.map(({ scenario, rows: count, runs, median, floor }) => [
    scenario,
    count,
    runs.length,
    median.seconds.toFixed(2),
    Math.min(...runs.map((run) => run.seconds)).toFixed(2),
    Math.max(...runs.map((run) => run.seconds)).toFixed(2),
    Math.round(median.rows_per_second),
    `${floor.seconds.toFixed(2)} s`,
    median.ratio_to_floor.toFixed(1),
    median.cpu_ratio_to_floor.toFixed(1),
    Math.round(median.state_bytes / 1e6),
    runs.some((run) => run.problems.length > 0) ? 'WRONG' : 'right',
  ]);
  return textTable(header, rows);
}

function processTable(scenarios: readonly ScenarioResult[]): string {
  const cell = ({ user_seconds: user, system_seconds: system, peak_rss: peak }: ProcessCost): string =>
    `${user.toFixed(2)} + ${system.toFixed(2)} s  ${Math.round(peak / 2 ** 20)} MiB`;
  return textTable(
    ['SCENARIO', 'ENGINE', 'APISMITH', 'SCHEDULEHUB'],
    scenarios.map(({ scenario, median: { processes } }) => [
      scenario,
      cell(processes.engine),
      cell(processes.apismith),
      cell(processes.schedulehub),
    ]),
  );
}

function stageTable(scenarios: readonly ScenarioResult[]): string {
  const stages = scenarios[0]?.median.batches[0]?.stages.map(({ stage }) => stage) ?? [];
  const secondsOf = ({ median }: ScenarioResult, stage: string): string => {
    const all = median.batches.flatMap((batch) => batch.stages.filter((one) => one.stage === stage));
    return (all.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(2);
  };
  return textTable(
    ['SCENARIO', ...stages.map((stage) => stage.toUpperCase())],
    scenarios.map((result) => [result.scenario, ...stages.map((stage) => secondsOf(result, stage))]),
  );
}

function peerTable(peers: readonly PeerResult[]): string {
  const rows = peers.map((peer) => {
    if (peer.status === 'not_run') return [peer.peer, 'not run', '', '', peer.reason];
    const { median, version } = peer;
    const cell = ({ seconds, cpu_seconds: cpu }: PeerPass): string => `${seconds.toFixed(2)} s (${cpu.toFixed(2)} CPU)`;
    return [
      peer.peer,
      cell(median.first),
      cell(median.unchanged),
      `${Math.round(median.peak_rss / 2 ** 20)} MiB`,
      version,
    ];
  });
  return textTable(['PEER', 'FIRST', 'UNCHANGED', 'PEAK', ''], rows);
}

/** What went wrong in any run, a line each; a benchmark that is right has none. */
export function listProblems({ scenarios, peers }: BenchResult): readonly string[] {
  const measured = [
    ...scenarios.flatMap(({ scenario, runs }) => runs.map(({ problems }, at) => ({ name: scenario, at, problems }))),
    ...peers.flatMap((peer) =>
      peer.status === 'not_run' ? [] : peer.runs.map(({ problems }, at) => ({ name: peer.peer, at, problems })),
    ),
  ];
  return measured.flatMap(({ name, at, problems }) =>
    problems.map((problem) => `${name}, run ${at + 1}: WRONG: ${problem}`),
  );
}
