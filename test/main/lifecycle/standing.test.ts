// What the operator is told: once for each change of how things stand.

import { describe, expect, it } from 'vitest';
import type { BatchStatus } from '../../../engine/contract/batch.ts';
import type { EngineStatus } from '../../../main/engine/engine-host.ts';
import { NOT_STARTED } from '../../../main/engine/supervise.ts';
import { trackStanding } from '../../../main/lifecycle/standing.ts';

const RUN = { batchUid: 'r', entity: 'part', processed: 1, failed: 0, percent: null, stall: null };

function status(change: {
  phase?: EngineStatus['supervision']['phase'];
  isRunning?: boolean;
  isCut?: boolean;
}): EngineStatus {
  const { phase = 'ready', isRunning = false, isCut = false } = change;
  return {
    supervision: { ...NOT_STARTED, phase },
    runs: isRunning ? [RUN] : [],
    interrupted: isCut ? [{ batchUid: 'r', entity: 'part' }] : [],
    dataDir: null,
  };
}

function track() {
  const told: string[] = [];
  const tracker = trackStanding(({ title }) => told.push(title.replace('SyncFlow: ', '')));
  return {
    told,
    /** Runs of these outcomes, at work together, then none. */
    work: (...outcomes: readonly BatchStatus[]) => {
      tracker.onEngine(status({ isRunning: true }));
      for (const outcome of outcomes) tracker.onRunEnded(outcome);
      tracker.onEngine(status({}));
    },
    see: (change: Parameters<typeof status>[0]) => tracker.onEngine(status(change)),
  };
}

describe('the operator', () => {
  it('is not told that all is well, where it was', () => {
    const { told, work } = track();
    work('completed');
    work('completed', 'completed');
    expect(told).toEqual([]);
  });

  it('is told of the first failure and of its end, once each', () => {
    const { told, work } = track();
    work('completed');
    work('completed_with_failures');
    work('completed_with_failures');
    work('completed');
    work('completed');
    expect(told).toEqual(['records failed', 'all well again']);
  });

  it('is told the worst of what ran together', () => {
    const { told, work } = track();
    work('completed', 'failed', 'completed_with_failures');
    expect(told).toEqual(['a sync failed']);
  });

  it('is told nothing of what they paused or stopped themselves', () => {
    const { told, work } = track();
    work('paused', 'cancelled');
    expect(told).toEqual([]);
  });

  it('is told each time that the engine stopped for good', () => {
    const { told, see } = track();
    see({ phase: 'down' });
    see({ phase: 'down' });
    see({ phase: 'ready' });
    see({ phase: 'down' });
    expect(told).toEqual(['the engine stopped', 'the engine stopped']);
  });

  it('is told of a run that was cut off, once it can be resumed', () => {
    const { told, see, work } = track();
    see({ isRunning: true });
    see({ phase: 'waiting' });
    see({ isCut: true });
    see({ isCut: true });
    expect(told).toEqual(['a sync was interrupted']);
    work('completed');
    expect(told).toEqual(['a sync was interrupted']);
  });
});
