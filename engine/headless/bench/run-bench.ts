// Runs the scenarios one after another, each several times, and puts together what was found.

import assert from 'node:assert/strict';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { resolve } from 'node:path';
import { EngineError } from '../../failures/engine-error.ts';
import type { Floor, FloorOrders } from '../../../sandbox/bench/floor-process.ts';
import type { DatasetKind } from '../../../sandbox/bench/datasets.ts';
import { readProgramVersion } from '../program-version.ts';
import { createBenchFolder, type BenchFolder, type PreparedRows } from './bench-folder.ts';
import type { BenchResult, Machine, RunResult, ScenarioResult } from './bench-result.ts';
import { measurePeers } from './measure-peers.ts';
import { measureRun, type MeasuredRun, type Ports } from './measure-run.ts';
import { medianBy } from './median.ts';
import { scenarioOf, type Scenario, type ScenarioName } from './scenarios.ts';
import { startWorker } from './worker.ts';

const FLOOR = resolve(import.meta.dirname, '../../../sandbox/bench/floor-process.ts');

export interface BenchRequest {
  readonly scenarios: readonly ScenarioName[];
  readonly rows: number;
  readonly runs: number;
  readonly pageSize: number;
  readonly withPeers: boolean;
  /** Parent of the folder with the bench's files; the system's temporary folder when undefined. */
  readonly dataDir: string | undefined;
  /** Folder for CPU profiles of the engine's process; none when undefined. */
  readonly profileDir: string | undefined;
  readonly tell: (text: string) => void;
  /** Throws where the bench is to end. */
  readonly checkStopped: () => void;
}

export async function runBench(request: BenchRequest): Promise<BenchResult> {
  const machine = describeMachine();
  if (machine.load_average > machine.cores / 2) {
    request.tell(
      `The machine is busy with other work (load ${machine.load_average.toFixed(1)} on ${machine.cores} cores): times will say little, CPU seconds more.`,
    );
  }
  const folder = await createBenchFolder(request.dataDir);
  try {
    const scenarios: ScenarioResult[] = [];
    const bases = new Set<string>();
    const ports: Ports = { apismith: 0, schedulehub: 0 };
    for (const name of request.scenarios) {
      scenarios.push(await runScenario(request, { folder, bases, ports, scenario: scenarioOf(name, request.rows) }));
    }
    const peers = request.withPeers ? await measurePeers({ ...request, folder }) : [];
    return { machine, rows: request.rows, page_size: request.pageSize, scenarios, peers };
  } finally {
    await folder.remove();
  }
}

interface Work {
  readonly folder: BenchFolder;
  /** Names of the states that are kept. */
  readonly bases: Set<string>;
  readonly ports: Ports;
  readonly scenario: Scenario;
}

async function runScenario(request: BenchRequest, work: Work): Promise<ScenarioResult> {
  const { folder, bases, scenario } = work;
  const { tell } = request;
  const prepared = new Map<DatasetKind, PreparedRows>();
  for (const dataset of scenario.read) {
    tell(`${scenario.name}: preparing ${dataset.rows} rows (${dataset.kind})`);
    prepared.set(dataset.kind, await folder.prepare(dataset));
  }
  const paths = [...prepared.values()].map(({ path }) => path);
  const base = `base-${scenario.strategy}`;
  if (scenario.afterFirst && !bases.has(base)) await makeBase(request, { ...work, base });
  // The end of a first sync is where others begin.
  const keepAs = scenario.name === 'first' && !bases.has(base) ? base : null;
  const measured: MeasuredRun[] = [];
  for (let run = 1; run <= request.runs; run += 1) {
    request.checkStopped();
    const result = await measureRun({
      scenario,
      folder,
      paths,
      ports: work.ports,
      expected: scenario.expected((kind) => factsOf(prepared, kind)),
      pageSize: request.pageSize,
      beginsWith: scenario.afterFirst ? base : null,
      keepAs: run === request.runs ? keepAs : null,
      nodeOptions: profileOptions(request.profileDir),
    });
    measured.push(result);
    tell(`${scenario.name}: run ${run} of ${request.runs}: ${result.seconds.toFixed(2)} s`);
    for (const problem of result.problems) tell(`${scenario.name}: WRONG: ${problem}`);
    if (run === request.runs && keepAs !== null && result.problems.length === 0) bases.add(keepAs);
  }
  tell(`${scenario.name}: measuring the floor`);
  const floor = await measureFloor({ ...scenario.floor, paths, pageSize: request.pageSize });
  const runs = measured.map((run) => withRatios(run, floor));
  const rows = [...prepared.values()].reduce((sum, { facts }) => sum + facts.rows, 0);
  return {
    scenario: scenario.name,
    summary: scenario.summary,
    rows,
    floor,
    median: medianBy(runs, (run) => run.seconds),
    runs,
  };
}

function withRatios(run: MeasuredRun, floor: Floor): RunResult {
  const { user_seconds: user, system_seconds: system } = run.processes.engine;
  return {
    ...run,
    ratio_to_floor: run.seconds / floor.seconds,
    cpu_ratio_to_floor: (user + system) / floor.cpu_seconds,
  };
}

/** A first sync that is not measured. */
async function makeBase(
  request: BenchRequest,
  { folder, bases, ports, scenario, base }: Work & { readonly base: string },
): Promise<void> {
  request.tell(`${scenario.name}: a first sync to begin with (strategy ${scenario.strategy})`);
  const first = { ...scenarioOf('first', request.rows), strategy: scenario.strategy };
  const { path, facts } = await folder.prepare({ kind: 'base', rows: request.rows });
  const { problems } = await measureRun({
    scenario: first,
    folder,
    paths: [path],
    ports,
    expected: first.expected(() => facts),
    pageSize: request.pageSize,
    beginsWith: null,
    keepAs: base,
    nodeOptions: [],
  });
  if (problems.length > 0) {
    throw new EngineError('state', `The first sync before ${scenario.name} went wrong: ${problems.join('; ')}.`);
  }
  bases.add(base);
}

async function measureFloor(order: Parameters<FloorOrders['measure']>[0]): Promise<Floor> {
  const worker = startWorker<FloorOrders>({ file: FLOOR });
  try {
    return await worker.order('measure', order);
  } finally {
    await worker.stop();
  }
}

function factsOf(prepared: ReadonlyMap<DatasetKind, PreparedRows>, kind: DatasetKind): PreparedRows['facts'] {
  const rows = prepared.get(kind);
  assert(rows !== undefined, `no rows of kind ${kind} were prepared`);
  return rows.facts;
}

function profileOptions(profileDir: string | undefined): readonly string[] {
  return profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profileDir)}`];
}

function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory_bytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    program: readProgramVersion(),
    load_average: loadavg()[0] ?? 0,
  };
}
