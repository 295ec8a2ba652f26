// `syncflow bench` at small size: every scenario is right, and the document of `--json` has its shape.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { SCENARIOS } from '../../../../engine/headless/bench/scenarios.ts';
import { startWorker } from '../../../../engine/headless/bench/worker.ts';
import type { PeerOrders } from '../../../../sandbox/bench/peers/peer-orders.ts';
import { createCaller } from '../cli/run-here.ts';

const PREPARE = resolve(import.meta.dirname, '../../../../sandbox/bench/prepare-process.ts');
const ROWS = 2000;
const positive = z.number().positive();
const count = z.int().min(0);

const costSchema = z.strictObject({ user_seconds: z.number(), system_seconds: z.number(), peak_rss: positive });
const stageSchema = z.strictObject({
  stage: z.string(),
  rows_in: count,
  rows_out: count,
  failed: count,
  ms: count,
  rows_per_second: count.nullable(),
});
const runSchema = z.strictObject({
  seconds: positive,
  close_seconds: positive,
  rows_per_second: positive,
  ratio_to_floor: positive,
  cpu_ratio_to_floor: positive,
  processes: z.strictObject({ engine: costSchema, apismith: costSchema, schedulehub: costSchema }),
  state_bytes: positive,
  batches: z.array(z.looseObject({ entity: z.string(), status: z.string(), stages: z.array(stageSchema).length(9) })),
  samples: z.array(z.strictObject({ seconds: positive, rows: count })).min(1),
  problems: z.array(z.string()),
});
const passSchema = z.strictObject({ seconds: positive, cpu_seconds: z.number(), rows: count });
const peerRunSchema = z.strictObject({
  first: passSchema,
  unchanged: passSchema,
  checksum: positive,
  peak_rss: positive,
  problems: z.array(z.string()),
});
const resultSchema = z.strictObject({
  machine: z.strictObject({
    cpu: z.string(),
    cores: positive,
    memory_bytes: positive,
    system: z.string(),
    node: z.string(),
    program: z.string(),
    load_average: z.number(),
  }),
  rows: count,
  page_size: count,
  scenarios: z.array(
    z.strictObject({
      scenario: z.enum(SCENARIOS),
      summary: z.string(),
      rows: count,
      floor: z.strictObject({
        parse_seconds: positive,
        stringify_seconds: z.number(),
        seconds: positive,
        cpu_seconds: z.number(),
        rows_parsed: count,
        records_written: count,
      }),
      median: runSchema,
      runs: z.array(runSchema),
    }),
  ),
  peers: z.array(
    z.strictObject({
      peer: z.string(),
      status: z.literal('measured'),
      version: z.string(),
      median: peerRunSchema,
      runs: z.array(peerRunSchema),
    }),
  ),
});

/** Rows read, rows of the floor, records written in the floor. */
const SIZES: Readonly<Record<(typeof SCENARIOS)[number], readonly [number, number, number]>> = {
  first: [2000, 2000, 2000],
  unchanged: [2000, 2000, 0],
  delta1: [2000, 2000, 22],
  incremental: [22, 22, 22],
  hash: [2000, 2000, 22],
  rowversion: [2000, 2000, 22],
  children: [2000, 2000, 2000],
  dirty: [2000, 2000, 2000],
};

const CHANGES = { inserted: 2, updated: 20, deleted: 2, skipped: 1978, failed: 0 };
const COUNTS: Readonly<Record<(typeof SCENARIOS)[number], readonly object[]>> = {
  first: [{ inserted: 2000, skipped: 0 }],
  unchanged: [{ inserted: 0, skipped: 2000 }],
  delta1: [CHANGES],
  incremental: [{ ...CHANGES, deleted: 0, skipped: 0 }],
  hash: [CHANGES],
  rowversion: [CHANGES],
  children: [{ inserted: 400 }, { inserted: 1600, waiting: 0 }],
  dirty: [{ inserted: 1960, failed: 40 }],
};

describe('syncflow bench', () => {
  it('measures every scenario and both peers, and finds nothing wrong', async () => {
    const caller = createCaller();
    const chart = join(caller.dataDir, 'rates.svg');
    const options = ['--rows', String(ROWS), '--runs', '1', '--page-size', '500', '--chart', chart];
    const { code, stdout, stderr } = await caller.run('bench', ...options, '--data-dir', caller.dataDir, '--json');
    expect({ code, wrong: stderr.match(/.*WRONG.*/g) }).toEqual({ code: 0, wrong: null });
    const { scenarios, peers } = resultSchema.parse(JSON.parse(stdout));

    expect(scenarios.map(({ scenario }) => scenario)).toEqual(SCENARIOS);
    for (const { scenario, floor, median, runs } of scenarios) {
      const fetched = median.samples.at(-1)?.rows;
      expect([scenario, fetched, floor.rows_parsed, floor.records_written]).toEqual([scenario, ...SIZES[scenario]]);
      expect(median.batches.map((batch) => batch['metrics'])).toMatchObject(COUNTS[scenario]);
      expect(runs).toEqual([median]);
    }
    expect(peers.map(({ median }) => [median.first.rows, median.unchanged.rows])).toEqual([
      [ROWS, 0],
      [ROWS, 0],
    ]);
    expect(peers[1]?.median.checksum).toBe(peers[0]?.median.checksum);
    expect(readFileSync(chart, 'utf8').match(/<polyline /g)).toHaveLength(SCENARIOS.length);
    expect(readdirSync(caller.dataDir)).toEqual(['rates.svg']);
  }, 240_000);

  it('says in a table what it found', async () => {
    const { code, stdout } = await createCaller().run('bench', 'first', '--rows', '1000', '--runs', '2', '--no-peers');
    expect(code).toBe(0);
    expect(stdout).toMatch(/SCENARIO +ROWS +RUNS +SECONDS[^]*first +1,000 +2 .* right\n/);
    expect(stdout).toMatch(/SCENARIO +FETCH +NORMALIZE/);
    expect(stdout).not.toContain('PEER');
  });

  it('names the scenarios when it does not know one', async () => {
    const { code, stderr } = await createCaller().run('bench', 'fastest');
    expect(code).toBe(2);
    expect(stderr).toContain('There is no scenario fastest. Scenarios: first, unchanged');
  });

  it('says before it begins that it cannot write the chart', async () => {
    const { code, stderr } = await createCaller().run('bench', 'first', '--chart', '/nowhere/at/all.svg');
    expect(code).toBe(2);
    expect(stderr).toBe('The chart cannot be written to /nowhere/at/all.svg. Check the path and its rights.\n');
  });

  it('ends when it is told to, and leaves no files', async () => {
    const caller = createCaller();
    caller.onError((text) => {
      if (text.includes('run 1 of 9')) caller.signal('SIGINT');
    });
    const options = ['--rows', '1000', '--runs', '9', '--data-dir', caller.dataDir];
    const { code } = await caller.run('bench', 'first', ...options);
    expect(code).toBe(4);
    expect(readdirSync(caller.dataDir)).toEqual([]);
  });
});

describe('a peer', () => {
  it('is not run, with the reason, where its package is not installed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'syncflow-peer-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // Resolves like a folder of packages that lacks this one.
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => {
        if (name !== '@duckdb/node-api') return next(name, context);
        throw Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' });
      } });`;
    const worker = startWorker<PeerOrders>({
      file: resolve(import.meta.dirname, '../../../../sandbox/bench/peers/duckdb-process.ts'),
      nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(hook)}`],
    });
    onTestFinished(() => worker.stop());
    const answer = await worker.order('measure', { path: '', pageSize: 500, workPath: join(folder, 'peer') });
    expect(answer).toEqual({ kind: 'not_run', reason: expect.stringContaining('@duckdb/node-api is not installed') });
  });
});

describe('a process of the benchmark', () => {
  it('tells what went wrong in it', async () => {
    const worker = startWorker<{ readonly fly: (input: null) => void }>({ file: PREPARE });
    onTestFinished(() => worker.stop());
    await expect(worker.order('fly', null)).rejects.toThrow('There is no order fly.');
  });

  it('that ends early fails what waits for it', async () => {
    const nodeOptions = ['--import', 'data:text/javascript,process.exit(7)'];
    const worker = startWorker<{ readonly any: (input: null) => void }>({ file: PREPARE, nodeOptions });
    await expect(worker.order('any', null)).rejects.toThrow('ended early, with 7');
    await expect(worker.order('any', null)).rejects.toThrow('is gone');
    await worker.stop();
  });
});
