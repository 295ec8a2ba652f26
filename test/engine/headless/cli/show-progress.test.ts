import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../../../engine/events/engine-events.ts';
import { createScreen } from '../../../../engine/headless/cli/screen.ts';
import { showProgress } from '../../../../engine/headless/cli/show-progress.ts';
import { ZERO_METRICS } from '../../../../engine/contract/batch.ts';
import { completeStageMetrics } from '../../../../engine/repositories/batch-metrics.ts';

const RUN = { batchUid: 'b', entity: 'product' };

async function shown(isTTY: boolean, steps: readonly (readonly [number, number])[]): Promise<string> {
  let text = '';
  let nowMs = 0;
  const events = createEventBus();
  const screen = createScreen({ write: (more) => void (text += more), isTTY, columns: 200 });
  const clock = { now: () => nowMs, monotonic: () => nowMs, sleep: () => Promise.resolve() };
  await showProgress({ events, screen, clock }, async () => {
    for (const [atMs, rows] of steps) {
      nowMs = atMs;
      const metrics = { ...ZERO_METRICS, totalFetched: rows };
      const more = { phase: 'reading', metrics, stageMetrics: completeStageMetrics(), totalRows: null } as const;
      events.emit('run:progressed', { ...RUN, ...more, durationMs: 0 });
    }
    events.emit('run:stalled', { ...RUN, reason: 'APISmith does not answer.', retryInMs: 500 });
    events.emit('run:stalled', { ...RUN, reason: 'APISmith does not answer.', retryInMs: 1000 });
    events.emit('run:finished', { ...RUN, status: 'completed' });
  });
  events.emit('run:stalled', { ...RUN, reason: 'Nobody listens.', retryInMs: 1 });
  return text;
}

describe('progress', () => {
  it('is redrawn at most ten times a second on a terminal', async () => {
    const steps = Array.from({ length: 101 }, (_, at) => [at * 10, at] as const);
    const text = await shown(true, steps);
    expect(text.match(/reading/g)?.length).toBeLessThanOrEqual(12);
    expect(text).toContain('product  reading (fetch)  100 rows');
  });
  it('is a line every few seconds in a pipe', async () => {
    const text = await shown(false, [[1000, 1], [4999, 2], [5000, 3], [9999, 4], [10_000, 5]]); // prettier-ignore
    expect(text.match(/\d rows(?!\/s)/g)).toEqual(['3 rows', '5 rows']);
  });
  it('tells once that a system does not answer, and stops listening at the end', async () => {
    const text = await shown(false, []);
    expect(text).toBe('product waits: APISmith does not answer. Trying again in 0.5 s.\n');
  });
});
