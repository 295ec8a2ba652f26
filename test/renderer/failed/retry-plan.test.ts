// Steps, progress and outcome of a retry, and what a bulk action is about.

import { describe, expect, it } from 'vitest';
import {
  describeOutcome,
  describeProgress,
  progressOf,
  rateOf,
  STEPS,
  stepSize,
} from '../../../renderer/features/failed/retry-plan.ts';
import { targetOfFilter, targetOfMarks } from '../../../renderer/features/failed/target.ts';

const work = {
  kind: 'retry',
  total: 306,
  claimed: 11,
  resolved: 9,
  failed: 1,
  superseded: 1,
  steps: 2,
  stopped_at_step: null,
} as const;

describe('stepSize', () => {
  it.each([
    [STEPS.growing, 1, 306, 1],
    [STEPS.growing, 2, 305, 10],
    [STEPS.growing, 3, 295, 100],
    [STEPS.growing, 4, 195, 100],
    [STEPS.growing, 5, 95, 95],
    [STEPS.one, 9, 3, 1],
    [STEPS.all, 1, 306, 306],
  ])('of %j at step %i with %i left is %i', (steps, step, left, size) => {
    expect(stepSize(steps, step, left)).toBe(size);
  });
});

describe('describeProgress', () => {
  it('says how far it is and what the next step is', () => {
    expect(describeProgress(work, STEPS.growing)).toBe('11 of 306 tried. Step 3: 100 records');
  });
  it('speaks of no step once all are tried', () => {
    expect(describeProgress({ ...work, claimed: 306 }, STEPS.growing)).toBe('306 records tried');
  });
  it('is a share', () => {
    expect([progressOf({ ...work, claimed: 153 }), progressOf({ ...work, total: 0 })]).toEqual([0.5, 1]);
  });
});

describe('rateOf', () => {
  const started = '2026-11-24T12:00:00.000Z';
  const later = Date.parse(started) + 2000;
  it('is told from the start to now, or to the end', () => {
    expect(rateOf({ started_at: started, ended_at: null }, 100, later)).toBe(50);
    expect(rateOf({ started_at: started, ended_at: '2026-11-24T12:00:10.000Z' }, 100, later)).toBe(10);
  });
  it('is not told from nothing', () => {
    expect(rateOf({ started_at: started, ended_at: null }, 0, later)).toBeNull();
    expect(rateOf({ started_at: started, ended_at: null }, 5, Date.parse(started) + 10)).toBeNull();
  });
});

describe('describeOutcome', () => {
  it('says at which step it stopped and what became of the rest', () => {
    const { title, detail } = describeOutcome({ state: 'completed', error: null }, { ...work, stopped_at_step: 2 });
    expect(title).toBe('Stopped at step 2: 1 record failed again');
    expect(detail).toBe(
      '9 resolved, 1 failed, 1 overtaken by a newer row. 295 records were not tried and stay as they are.',
    );
  });
  const all = { ...work, claimed: 306 };
  it.each([
    ['good', 'completed', { ...all, resolved: 306, failed: 0, superseded: 0 }, 'Retry done: 306 records resolved'],
    ['warning', 'completed', all, '1 record failed again'],
    ['neutral', 'stopped', work, 'Retry stopped'],
    ['bad', 'failed', work, 'The retry could not go on'],
  ] as const)('is %s when it is %s', (tone, state, figures, title) => {
    expect(describeOutcome({ state, error: 'ScheduleHub does not answer.' }, figures)).toMatchObject({ tone, title });
  });
  it('gives the reason of a retry that could not go on', () => {
    const { detail } = describeOutcome({ state: 'failed', error: 'ScheduleHub does not answer.' }, work);
    expect(detail).toMatch(/^ScheduleHub does not answer\. 9 resolved/);
  });
});

describe('what a bulk action is about', () => {
  const shown = { filter: { entity: 'product' }, snapshot: 's', total: 2 };
  it('is everything the filter showed', () => {
    expect(targetOfFilter(shown)).toEqual({
      which: { kind: 'filter', filter: shown.filter, snapshot: 's' },
      count: 2,
      words: 'all 2 records of this filter',
      entity: 'product',
    });
  });
  it('is nothing where nothing is shown', () => {
    expect(targetOfFilter({ ...shown, total: 0 })).toBeNull();
  });
  it('is the marked ones, of one entity where they are', () => {
    const marks = new Set(['a', 'b']);
    const words = '2 marked records';
    expect(targetOfMarks(marks, new Set(['product']))).toMatchObject({ count: 2, words, entity: 'product' });
    expect(targetOfMarks(marks, new Set(['product', 'inventory']))?.entity).toBeNull();
  });
  it('is nothing where more is marked than one action takes', () => {
    expect(targetOfMarks(new Set(Array.from({ length: 1001 }, (_, at) => String(at))), new Set())).toBeNull();
  });
});
