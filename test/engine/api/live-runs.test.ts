// What the live view tells of a run: its time at work and its waits, by a clock that starts anywhere.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLiveRuns, type LiveRuns } from '../../../engine/api/live-runs.ts';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import { createEventBus, type EventBus } from '../../../engine/events/engine-events.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';

const RUN = { batchUid: 'run-1', entity: 'part' };

let events: EventBus;
let liveRuns: LiveRuns;
let passedMs: number;

beforeEach(() => {
  events = createEventBus();
  passedMs = 0;
  // The two clocks of a computer have nothing to do with each other.
  const clock = {
    now: () => Date.parse('2026-11-24T12:00:00Z') + passedMs,
    monotonic: () => 5_000_000 + passedMs,
    sleep: () => Promise.reject(new Error('nothing sleeps here')),
  };
  liveRuns = createLiveRuns(events, clock);
  events.emit('run:started', { ...RUN, isResumed: true });
});
afterEach(() => {
  liveRuns.close();
});

function progress(durationMs: number): void {
  events.emit('run:progressed', {
    ...RUN,
    phase: 'reading',
    metrics: ZERO_METRICS,
    stageMetrics: completeStageMetrics(),
    totalRows: null,
    durationMs,
  });
}

describe('a live run', () => {
  it('counts its time from its beginning, and goes on from what a resumed run had', () => {
    passedMs = 1500;
    expect(liveRuns.find('run-1')?.metrics.duration_ms).toBe(1500);
    progress(61_500);
    passedMs = 2500;
    expect(liveRuns.find('run-1')?.metrics.duration_ms).toBe(62_500);
  });

  it('counts a wait down to the next try, and forgets it when it goes on', () => {
    events.emit('run:stalled', { ...RUN, reason: 'No answer.', retryInMs: 9000 });
    passedMs = 4000;
    expect(liveRuns.find('run-1')?.stall).toEqual({ reason: 'No answer.', retry_in_ms: 5000 });
    passedMs = 20_000;
    expect(liveRuns.find('run-1')?.stall?.retry_in_ms).toBe(0);
    progress(20_000);
    expect(liveRuns.find('run-1')?.stall).toBeNull();
  });
});
