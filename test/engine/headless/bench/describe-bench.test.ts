import { describe, expect, it } from 'vitest';
import type { BenchResult, RunResult } from '../../../../engine/headless/bench/bench-result.ts';
import { describeBench, listProblems } from '../../../../engine/headless/bench/describe-bench.ts';
import { medianBy } from '../../../../engine/headless/bench/median.ts';

const cost = { user_seconds: 1.5, system_seconds: 0.25, peak_rss: 300 * 2 ** 20 };
const run: RunResult = {
  seconds: 2,
  close_seconds: 0.1,
  rows_per_second: 500,
  ratio_to_floor: 4,
  cpu_ratio_to_floor: 3.5,
  processes: { engine: cost, apismith: cost, schedulehub: cost },
  state_bytes: 4_000_000,
  batches: [],
  samples: [],
  problems: [],
};
const floor = {
  parse_seconds: 0.25,
  stringify_seconds: 0.25,
  seconds: 0.5,
  cpu_seconds: 0.5,
  rows_parsed: 1000,
  records_written: 1000,
};
const wrong: RunResult = { ...run, seconds: 3, problems: ['synthetic_part: inserted is 999, not 1000'] };
const result: BenchResult = {
  machine: {
    cpu: 'Some',
    cores: 2,
    memory_bytes: 2 ** 34,
    system: 'Linux',
    node: 'v24',
    program: '0',
    load_average: 0,
  },
  rows: 1000,
  page_size: 500,
  scenarios: [{ scenario: 'first', summary: '', rows: 1000, floor, median: run, runs: [run, wrong] }],
  peers: [{ peer: 'DuckDB', status: 'not_run', reason: 'The package is not installed.' }],
};

describe('the result of a benchmark', () => {
  it('names every run that was wrong', () => {
    const line = 'first, run 2: WRONG: synthetic_part: inserted is 999, not 1000';
    expect(listProblems(result)).toEqual([line]);
    expect(describeBench(result).split('\n').at(-1)).toBe(line);
    expect(describeBench(result)).toMatch(
      /^first +1,000 +2 +2\.00 +2\.00 +3\.00 +500 +0\.50 s +4\.0 +3\.5 +4 +WRONG$/m,
    );
  });

  it('names the peers that were wrong or not run', () => {
    const pass = { seconds: 1, cpu_seconds: 1, rows: 1000 };
    const peerRun = { first: pass, unchanged: pass, checksum: 1, peak_rss: 2 ** 28, problems: ['not the same'] };
    const peer = { peer: 'plain', status: 'measured', version: 'Node', median: peerRun, runs: [peerRun] } as const;
    const text = describeBench({ ...result, peers: [...result.peers, peer] });
    expect(text).toMatch(/^DuckDB +not run +The package is not installed\.$/m);
    expect(text).toMatch(/^plain +1\.00 s \(1\.00 CPU\) +1\.00 s \(1\.00 CPU\) +256 MiB +Node$/m);
    expect(text).toContain('plain, run 1: WRONG: not the same');
  });
});

describe('the median', () => {
  it.each([
    ['of an odd number', [3, 1, 2], 2],
    ['of an even number is the lower one', [4, 1, 3, 2], 2],
    ['of one', [5], 5],
  ])('%s', (_name, values, expected) => {
    expect(medianBy(values, (value) => value)).toBe(expected);
  });
});
