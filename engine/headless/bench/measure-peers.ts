// Other ways to do the same work, measured beside the engine: the plain one and DuckDB. They clean, map and hash the
// rows of a file and compare them with a ledger; they fetch nothing and send nothing.

import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PeerAnswer, PeerOrders, PeerPasses } from '../../../sandbox/bench/peers/peer-orders.ts';
import type { ProcessCost } from '../../../sandbox/bench/serve-orders.ts';
import type { BenchFolder } from './bench-folder.ts';
import { medianBy } from './median.ts';
import { startWorker } from './worker.ts';

const PEERS = resolve(import.meta.dirname, '../../../sandbox/bench/peers');
/** The first is the measure of the others. */
const NAMES = ['plain JavaScript', 'DuckDB'] as const;
const FILES: Readonly<Record<(typeof NAMES)[number], string>> = {
  'plain JavaScript': 'plain-process.ts',
  DuckDB: 'duckdb-process.ts',
};

/** A Map of ten million records needs more than Node gives. */
const MEMORY = '--max-old-space-size=16384';

interface PeerRun extends PeerPasses {
  readonly peak_rss: number;
  readonly problems: readonly string[];
}

export type PeerResult =
  | {
      readonly peer: string;
      readonly status: 'measured';
      readonly version: string;
      /** The run with the middle time of the first pass. */
      readonly median: PeerRun;
      readonly runs: readonly PeerRun[];
    }
  | { readonly peer: string; readonly status: 'not_run'; readonly reason: string };

export interface PeersRequest {
  readonly folder: BenchFolder;
  readonly rows: number;
  readonly runs: number;
  readonly pageSize: number;
  readonly tell: (text: string) => void;
  readonly checkStopped: () => void;
}

export async function measurePeers(request: PeersRequest): Promise<readonly PeerResult[]> {
  const { folder, rows } = request;
  request.tell(`peers: preparing ${rows} rows as lines`);
  const { path } = await folder.prepare({ kind: 'base', rows }, { withLines: true });
  const results: PeerResult[] = [];
  let checksum: number | null = null;
  for (const peer of NAMES) {
    const runs: PeerRun[] = [];
    let version = '';
    for (let run = 1; run <= request.runs; run += 1) {
      request.checkStopped();
      const { answer, cost } = await measureOnce(request, { peer, path });
      if (answer.kind === 'not_run') {
        request.tell(`${peer}: not run. ${answer.reason}`);
        results.push({ peer, status: 'not_run', reason: answer.reason });
        break;
      }
      const { passes } = answer;
      request.tell(`${peer}: run ${run} of ${request.runs}: ${passes.first.seconds.toFixed(2)} s`);
      checksum ??= passes.checksum;
      version = answer.version;
      runs.push({ ...passes, peak_rss: cost.peak_rss, problems: findPeerProblems(passes, { rows, checksum }) });
    }
    if (runs.length === 0) continue;
    const median = medianBy(runs, (run) => run.first.seconds);
    results.push({ peer, status: 'measured', version, median, runs });
  }
  return results;
}

interface PeerWork {
  readonly peer: (typeof NAMES)[number];
  readonly path: string;
}

async function measureOnce(
  { folder, pageSize }: PeersRequest,
  { peer, path }: PeerWork,
): Promise<{ readonly answer: PeerAnswer; readonly cost: ProcessCost }> {
  const worker = startWorker<PeerOrders>({ file: resolve(PEERS, FILES[peer]), nodeOptions: [MEMORY] });
  const workPath = folder.pathOf('peer');
  try {
    const answer = await worker.order('measure', { path, pageSize, workPath });
    return { answer, cost: await worker.cost() };
  } finally {
    await worker.stop();
    await rm(`${workPath}.duckdb`, { force: true });
    await rm(`${workPath}.duckdb.wal`, { force: true });
  }
}

/** A peer that does less than it should is no peer. */
function findPeerProblems(
  passes: PeerPasses,
  expected: { readonly rows: number; readonly checksum: number },
): readonly string[] {
  const problems: string[] = [];
  if (passes.first.rows !== expected.rows) problems.push(`${passes.first.rows} rows were new, not ${expected.rows}`);
  if (passes.unchanged.rows !== 0) problems.push(`${passes.unchanged.rows} rows had changed the second time, not 0`);
  if (passes.checksum !== expected.checksum) problems.push('the records are not the same as in the plain version');
  return problems;
}
