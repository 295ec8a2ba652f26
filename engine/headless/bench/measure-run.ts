// One measured run: three fresh processes, one sync, what each of them cost, and whether the result is right.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EntityDocument } from '../../operations/import-entities.ts';
import type { PageServerOrders, ServerAddress } from '../../../sandbox/bench/page-server-process.ts';
import type { ReceiverOrders } from '../../../sandbox/bench/receiver-process.ts';
import type { ProcessCost } from '../../../sandbox/bench/serve-orders.ts';
import type { BenchFolder } from './bench-folder.ts';
import type { ProcessCosts, RunResult } from './bench-result.ts';
import type { EngineOrders } from './engine-process.ts';
import { findProblems } from './find-problems.ts';
import type { Expected, Scenario } from './scenarios.ts';
import { startWorker, type Worker } from './worker.ts';

const SANDBOX = resolve(import.meta.dirname, '../../../sandbox');
const ENTITY_FILES = ['entities/synthetic/synthetic_part.json', 'bench/entities/synthetic_stock.json'];

export interface RunRequest {
  readonly scenario: Scenario;
  readonly folder: BenchFolder;
  /** Row files that are served. */
  readonly paths: readonly string[];
  readonly expected: Expected;
  readonly pageSize: number;
  readonly ports: Ports;
  /** Name of the kept state it begins with; null for none. */
  readonly beginsWith: string | null;
  /** Keeps the state under this name afterwards, if the run was right. */
  readonly keepAs: string | null;
  readonly nodeOptions: readonly string[];
}

/** Where the servers listen, 0 before the first run: a ledger is not believed for a ScheduleHub at another address. */
export interface Ports {
  apismith: number;
  schedulehub: number;
}

function keepPort(ports: Ports, name: keyof Ports, { url }: ServerAddress): void {
  ports[name] = Number(new URL(url).port);
}

interface Workers {
  readonly engine: Worker<EngineOrders>;
  readonly apismith: Worker<PageServerOrders>;
  readonly schedulehub: Worker<ReceiverOrders>;
}

/** A run without its ratios to the floor, which is measured once for all runs. */
export type MeasuredRun = Omit<RunResult, 'ratio_to_floor' | 'cpu_ratio_to_floor'>;

export async function measureRun(request: RunRequest): Promise<MeasuredRun> {
  const { scenario, folder } = request;
  const dataDir = await folder.newState(request.beginsWith);
  const workers: Workers = {
    apismith: startWorker({ file: resolve(SANDBOX, 'bench/page-server-process.ts') }),
    schedulehub: startWorker({ file: resolve(SANDBOX, 'bench/receiver-process.ts') }),
    engine: startWorker({
      file: resolve(import.meta.dirname, 'engine-process.ts'),
      nodeOptions: request.nodeOptions,
    }),
  };
  try {
    const held = request.beginsWith === null ? null : folder.pathOf(request.beginsWith);
    const [apismith, schedulehub] = await Promise.all([
      workers.apismith.order('start', { paths: request.paths, port: request.ports.apismith }),
      workers.schedulehub.order('start', { path: held, port: request.ports.schedulehub }),
    ]);
    keepPort(request.ports, 'apismith', apismith);
    keepPort(request.ports, 'schedulehub', schedulehub);
    const environment = environmentOf(apismith, schedulehub);
    await workers.engine.order('open', { dataDir, environment, documents: entityDocuments(request) });
    const before = await readCosts(workers);
    const { entities, syncType } = scenario;
    const answer = await workers.engine.order('sync', { entities, syncType });
    const after = await readCosts(workers);
    const closing = performance.now();
    await workers.engine.order('close', undefined);
    const closeSeconds = (performance.now() - closing) / 1000;
    const problems = findProblems(
      request.expected,
      answer.batches,
      await workers.schedulehub.order('contents', undefined),
    );
    if (request.keepAs !== null && problems.length === 0) {
      await folder.keepState(request.keepAs);
      await workers.schedulehub.order('save', { path: folder.pathOf(request.keepAs) });
    }
    const rows = answer.batches.reduce((sum, batch) => sum + batch.metrics.total_fetched, 0);
    return {
      seconds: answer.seconds,
      close_seconds: closeSeconds,
      rows_per_second: rows / answer.seconds,
      processes: subtractCosts(after, before),
      state_bytes: await folder.stateBytes(),
      batches: answer.batches,
      samples: answer.samples,
      problems,
    };
  } finally {
    await Promise.all([workers.engine.stop(), workers.apismith.stop(), workers.schedulehub.stop()]);
  }
}

function environmentOf(apismith: ServerAddress, schedulehub: ServerAddress): Readonly<Record<string, string>> {
  return {
    SYNCFLOW_APISMITH_URL: apismith.url,
    SYNCFLOW_APISMITH_USERNAME: apismith.username,
    SYNCFLOW_APISMITH_PASSWORD: apismith.password,
    SYNCFLOW_SCHEDULEHUB_URL: schedulehub.url,
    SYNCFLOW_SCHEDULEHUB_USERNAME: schedulehub.username,
    SYNCFLOW_SCHEDULEHUB_PASSWORD: schedulehub.password,
  };
}

/** The sandbox's entity files with the scenario's strategy. */
function entityDocuments({ scenario, pageSize }: RunRequest): readonly EntityDocument[] {
  return ENTITY_FILES.map((file) => {
    // Entity files are objects; the engine checks them whole when it imports them.
    const entity = JSON.parse(readFileSync(resolve(SANDBOX, file), 'utf8')) as { readonly source: object };
    const source = { ...entity.source, page_size: pageSize };
    return { file, text: JSON.stringify({ ...entity, source, delta: { strategy: scenario.strategy } }) };
  });
}

async function readCosts({ engine, apismith, schedulehub }: Workers): Promise<ProcessCosts> {
  const [one, two, three] = await Promise.all([engine.cost(), apismith.cost(), schedulehub.cost()]);
  return { engine: one, apismith: two, schedulehub: three };
}

function subtractCosts(after: ProcessCosts, before: ProcessCosts): ProcessCosts {
  const subtract = (name: keyof ProcessCosts): ProcessCost => ({
    user_seconds: after[name].user_seconds - before[name].user_seconds,
    system_seconds: after[name].system_seconds - before[name].system_seconds,
    peak_rss: after[name].peak_rss,
  });
  return { engine: subtract('engine'), apismith: subtract('apismith'), schedulehub: subtract('schedulehub') };
}
