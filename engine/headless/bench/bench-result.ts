// What a benchmark finds out: the shapes of `syncflow bench --json`. Names are public.

import type { ProcessCost } from '../../../sandbox/bench/serve-orders.ts';
import type { Floor } from '../../../sandbox/bench/floor-process.ts';
import type { Sample, SyncAnswer } from './engine-process.ts';
import type { PeerResult } from './measure-peers.ts';
import type { ScenarioName } from './scenarios.ts';

/** The processes of a run. */
export interface ProcessCosts {
  readonly engine: ProcessCost;
  readonly apismith: ProcessCost;
  readonly schedulehub: ProcessCost;
}

export interface RunResult {
  /** From the start of the sync until it has ended. */
  readonly seconds: number;
  /** Closing the state database afterwards. */
  readonly close_seconds: number;
  readonly rows_per_second: number;
  readonly ratio_to_floor: number;
  /** Processor time of the engine's process against that of the floor. */
  readonly cpu_ratio_to_floor: number;
  readonly processes: ProcessCosts;
  readonly state_bytes: number;
  readonly batches: SyncAnswer['batches'];
  readonly samples: readonly Sample[];
  /** What the run got wrong; empty for a good one. */
  readonly problems: readonly string[];
}

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly summary: string;
  readonly rows: number;
  readonly floor: Floor;
  /** The run with the middle time. */
  readonly median: RunResult;
  readonly runs: readonly RunResult[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_bytes: number;
  readonly system: string;
  readonly node: string;
  readonly program: string;
  /** Of the minute before the benchmark began: what else the machine was doing. */
  readonly load_average: number;
}

export interface BenchResult {
  readonly machine: Machine;
  readonly rows: number;
  readonly page_size: number;
  readonly scenarios: readonly ScenarioResult[];
  /** Empty where they were not wanted. */
  readonly peers: readonly PeerResult[];
}
