import { describe, expect, it } from 'vitest';
import { describeBatches } from '../../../../engine/headless/cli/describe-batches.ts';
import { ZERO_METRICS } from '../../../../engine/contract/batch.ts';
import type { Batch } from '../../../../engine/repositories/batch-repository.ts';
import { completeStageMetrics } from '../../../../engine/repositories/batch-metrics.ts';
import type { FailedGroup } from '../../../../engine/repositories/failed-record.ts';

function batch(change: Partial<Batch> = {}): Batch {
  return {
    uid: 'b-1',
    entityName: 'part',
    syncType: 'full',
    status: 'completed',
    dryRun: false,
    preview: null,
    startedBy: 'cli',
    mappingVersion: 1,
    startedAt: '2025-12-08T09:00:00.000Z',
    completedAt: null,
    durationMs: 1500,
    metrics: ZERO_METRICS,
    stageMetrics: completeStageMetrics(),
    warnings: [],
    watermarkFrom: null,
    watermarkTo: null,
    position: null,
    requestedAction: null,
    errorMessage: null,
    errorStage: null,
    leaseOwner: null,
    fence: null,
    ...change,
  };
}

function group(count: number, field: string | null): FailedGroup {
  const seen = { firstSeenAt: '', lastSeenAt: '' };
  return { signature: `s${count}`, count, ...seen, stage: 'map', code: 'required', field, message: 'It is missing.' };
}

describe('the summary of runs', () => {
  it('never shows zeros for what a dry run could not look at', () => {
    const blind = batch({
      status: 'failed',
      dryRun: true,
      preview: 'cannot_preview',
      errorMessage: 'APISmith is away.',
    });
    const [, row, reason] = describeBatches([blind], new Map()).split('\n');
    expect(row).toMatch(/^part {4}cannot preview( +\?){9} +1\.5 s$/);
    expect(reason).toBe('part: APISmith is away.');
  });

  it('names the five most frequent reasons, and says how many more there are', () => {
    const metrics = { ...ZERO_METRICS, failed: 28 };
    const groups = [7, 6, 5, 4, 3, 2, 1].map((count) => group(count, count === 7 ? null : 'name'));
    const text = describeBatches([batch({ metrics })], new Map([['b-1', groups]]));
    expect(text).toContain('Why 28 records of part failed:');
    expect(text).toContain('       7  map, required: It is missing.');
    expect(text).toContain('       3  map, required, name: It is missing.');
    expect(text).not.toContain('       2  map');
    expect(text).toContain('and 2 other reasons');
    expect(text).toContain('syncflow failed list --batch b-1');
  });

  it('says what waits for a decision', () => {
    const metrics = { ...ZERO_METRICS, heldDeletes: 1, waiting: 2 };
    const text = describeBatches(
      [batch({ metrics, status: 'paused', warnings: ['A', 'B', 'C', 'D', 'E', 'F'] })],
      new Map(),
    );
    expect(text).toContain('part: 1 delete on hold. See "syncflow deletes list --entity part".');
    expect(text).toContain('part: 2 records wait for a parent.');
    expect(text).toContain('"syncflow resume" goes on.');
    expect(text).toContain('part: note: E');
    expect(text).toContain('and 1 more note; see "syncflow status b-1"');
  });

  it('says that there was nothing to do', () => {
    expect(describeBatches([], new Map())).toBe('There was nothing to do.');
  });
});
