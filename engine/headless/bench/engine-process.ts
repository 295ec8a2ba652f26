// The engine under test as a process of its own: its memory and processor time are the engine's and nobody else's.

import { loadSettings } from '../../config.ts';
import { createEngine, type Engine } from '../../create-engine.ts';
import { toBatchSummary, toStageSummaries } from '../../operations/batch-summary.ts';
import { importEntities, type EntityDocument } from '../../operations/import-entities.ts';
import { startSync } from '../../operations/start-sync.ts';
import type { SyncType } from '../../contract/batch.ts';
import { serveOrders } from '../../../sandbox/bench/serve-orders.ts';
import { createNodeClock, createNodeHost } from '../node-host.ts';

export interface OpenOrder {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly documents: readonly EntityDocument[];
}

export interface SyncOrder {
  readonly entities: readonly string[];
  readonly syncType: SyncType;
}

/** Rows that were fetched so many seconds after the sync began. */
export interface Sample {
  readonly seconds: number;
  readonly rows: number;
}

export interface SyncAnswer {
  readonly seconds: number;
  readonly batches: readonly (ReturnType<typeof toBatchSummary> & {
    readonly stages: ReturnType<typeof toStageSummaries>;
    readonly warnings: readonly string[];
  })[];
  readonly samples: readonly Sample[];
}

const SAMPLE_SECONDS = 0.1;
let engine: Engine | null = null;

function sumOf(rowsOf: ReadonlyMap<string, number>): number {
  return [...rowsOf.values()].reduce((sum, rows) => sum + rows, 0);
}

const orders = {
  open: async ({ dataDir, environment, documents }: OpenOrder): Promise<void> => {
    const settings = loadSettings({ environment: { SYNCFLOW_LOG_LEVEL: 'warn', ...environment }, flags: { dataDir } });
    const clock = createNodeClock();
    const writeLine = (line: string): void => void process.stderr.write(`${line}\n`);
    engine = await createEngine(createNodeHost({ settings: () => settings, clock, writeLine }));
    await importEntities(engine.services, documents);
  },
  sync: async ({ entities, syncType }: SyncOrder): Promise<SyncAnswer> => {
    if (engine === null) throw new TypeError('The engine has not been opened.');
    const { services } = engine;
    const samples: Sample[] = [];
    const rowsOf = new Map<string, number>();
    const began = services.clock.monotonic();
    const secondsNow = (): number => (services.clock.monotonic() - began) / 1000;
    const stopListening = services.events.on('run:progressed', ({ entity, metrics }) => {
      rowsOf.set(entity, metrics.totalFetched);
      const seconds = secondsNow();
      if (seconds - (samples.at(-1)?.seconds ?? 0) < SAMPLE_SECONDS) return;
      samples.push({ seconds, rows: sumOf(rowsOf) });
    });
    const control = { local: () => null, signal: new AbortController().signal };
    const batches = await startSync(services, { entities, syncType, dryRun: false, startedBy: 'bench', control });
    const seconds = secondsNow();
    stopListening();
    samples.push({ seconds, rows: sumOf(rowsOf) });
    return {
      seconds,
      batches: batches.map((batch) => ({
        ...toBatchSummary(batch),
        stages: toStageSummaries(batch.stageMetrics),
        warnings: batch.warnings,
      })),
      samples,
    };
  },
  close: async (): Promise<void> => {
    await engine?.close();
    engine = null;
  },
};
export type EngineOrders = typeof orders;

serveOrders(orders);
