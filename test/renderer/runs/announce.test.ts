import { describe, expect, it } from 'vitest';
import { announce } from '../../../renderer/features/runs/announce.ts';
import type { LiveRun } from '../../../renderer/state/live-runs.ts';
import { liveWith, metricsWith } from './run-samples.ts';

const live = (read: number, total: number | null = 1000): LiveRun =>
  liveWith({ batch_uid: 'run-1', metrics: metricsWith({ total_fetched: read }), total_rows: total });

describe('announce', () => {
  it('tells the beginning, each quarter once, and the end', () => {
    const begun = announce({}, [live(0)]);
    expect(begun.sentences).toEqual(['The run of product has begun.']);
    expect(announce(begun.told, [live(200)]).sentences).toEqual([]);
    const quarter = announce(begun.told, [live(260)]);
    expect(quarter.sentences).toEqual(['product: 25 % read.']);
    expect(announce(quarter.told, [live(499)]).sentences).toEqual([]);
    expect(announce(quarter.told, [live(760)]).sentences).toEqual(['product: 75 % read.']);
    expect(announce(quarter.told, [])).toEqual({ told: {}, sentences: [], ended: ['run-1'] });
  });

  it('leaves 100 % to the end, and tells no quarters without a total', () => {
    expect(announce({ 'run-1': 3 }, [live(1000)]).sentences).toEqual([]);
    expect(announce({ 'run-1': 0 }, [live(900, null)]).sentences).toEqual([]);
  });
});
