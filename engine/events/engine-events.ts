// Every event the engine emits, one sentence each, and the small bus that carries them.

import type { BatchMetrics, BatchStatus, StageMetrics } from '../contract/batch.ts';

/** Where a run stands; also what a progress bar draws. Counts include what is not committed yet. */
export interface RunProgress {
  readonly batchUid: string;
  readonly entity: string;
  readonly phase: 'reading' | 'sending' | 'deleting';
  readonly metrics: BatchMetrics;
  readonly stageMetrics: StageMetrics;
  /** Rows the API says there are; null where it does not say. */
  readonly totalRows: number | null;
  /** At work, before a pause as well. */
  readonly durationMs: number;
}

export interface EngineEvents {
  /** A run has its lease and begins to read. */
  'run:started': { readonly batchUid: string; readonly entity: string; readonly isResumed: boolean };
  /** A page went through all stages, or a chunk was settled. */
  'run:progressed': RunProgress;
  /** Something the operator should know that does not stop the run. */
  'run:warned': { readonly batchUid: string; readonly entity: string; readonly message: string };
  /** A system does not answer; the run waits and tries again. */
  'run:stalled': {
    readonly batchUid: string;
    readonly entity: string;
    readonly reason: string;
    readonly retryInMs: number;
  };
  /** A run ended, was paused or failed. */
  'run:finished': { readonly batchUid: string; readonly entity: string; readonly status: BatchStatus };
}

export type EventName = keyof EngineEvents;
export type Listener<Name extends EventName> = (event: EngineEvents[Name]) => void;

export interface EventBus {
  emit<Name extends EventName>(name: Name, event: EngineEvents[Name]): void;
  /** Returns the function that stops listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
}

export function createEventBus(): EventBus {
  const listeners = new Map<EventName, Set<(event: never) => void>>();
  return {
    emit: (name, event) => {
      for (const listener of listeners.get(name) ?? []) {
        // Safe: `on` is the only writer and files every listener under the name of its event.
        (listener as (event: unknown) => void)(event);
      }
    },
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => all.delete(listener);
    },
  };
}
