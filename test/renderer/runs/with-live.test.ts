import { describe, expect, it } from 'vitest';
import { withLive } from '../../../renderer/features/runs/with-live.ts';
import { liveWith, metricsWith, runWith } from './run-samples.ts';

describe('withLive', () => {
  const live = liveWith({ metrics: metricsWith({ total_fetched: 700 }) });

  it('shows how far a run at work is now', () => {
    const run = runWith({ status: 'running', completed_at: null });
    expect(withLive(run, live).metrics.total_fetched).toBe(700);
  });

  it('leaves a run alone that has ended, or that nothing is heard of', () => {
    const ended = runWith({});
    expect(withLive(ended, live)).toBe(ended);
    const running = runWith({ status: 'running', completed_at: null });
    expect(withLive(running, undefined)).toBe(running);
  });
});
