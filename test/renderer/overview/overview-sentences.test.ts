import { describe, expect, it } from 'vitest';
import { worstOf } from '../../../renderer/features/overview/day-outcome.ts';
import { findNextStep, listFirstSteps } from '../../../renderer/features/overview/first-steps.ts';
import { describeStanding, listDuties, listOf } from '../../../renderer/features/overview/overview-sentences.ts';

type Standing = Parameters<typeof describeStanding>[0];
type Entity = Standing['entities'][number];
type Run = Standing['live'][number];

const run = (entity: string, status: Run['status'], more: Partial<Run> = {}): Run =>
  ({ entity, status, is_interrupted: false, ...more }) as Run;
const entity = (name: string, status: Run['status'] | null, records: number | null = null): Entity =>
  ({ name, last_run: status === null ? null : run(name, status), records }) as Entity;

describe('the top line', () => {
  it.each([
    ['nothing set up', [], [], 'Nothing is set up to be synced yet.'],
    ['none synced', [entity('part', null), entity('order', null)], [], '2 entities set up, none synced yet.'],
    [
      'all went through, with failures too',
      [entity('part', 'completed', 1200), entity('order', 'completed_with_failures', 34)],
      [],
      '2 of 2 entities synced. ScheduleHub holds 1,234 records of theirs.',
    ],
    ['one failed', [entity('part', 'completed', 3), entity('order', 'failed')], [], 'The last sync of order failed.'],
    ['one at work', [entity('part', 'failed')], [run('part', 'running')], 'Syncing part now.'],
    [
      'a run that was cut off is not at work',
      [entity('part', null)],
      [run('part', 'running', { is_interrupted: true })],
      '1 entity set up, none synced yet.',
    ],
  ])('says it: %s', (_name, entities, live, sentence) => {
    expect(describeStanding({ entities, live })).toBe(sentence);
  });

  it('names three and counts the rest', () => {
    expect(listOf(['a'])).toBe('a');
    expect(listOf(['a', 'b', 'b'])).toBe('a and b');
    expect(listOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });
});

describe('what waits for somebody', () => {
  const failed = { open: 0, retrying: 5, resolved: 9, ignored: 9, superseded: 9, exhausted: 0 };

  it('is nothing where all is well, also while retries are under way', () => {
    expect(listDuties({ entities: [], live: [], failed_by_status: failed, waiting: 0, held_deletes: 0 })).toEqual([]);
  });

  it('begins with what was cut off and names each number', () => {
    const duties = listDuties({
      entities: [],
      live: [run('part', 'running', { is_interrupted: true }), run('order', 'paused')],
      failed_by_status: { ...failed, open: 1000, exhausted: 2 },
      waiting: 1,
      held_deletes: 12,
    });
    expect(duties.map(({ text }) => text)).toEqual([
      '1 run cut off: resume',
      '1 run paused: resume or stop',
      '12 deletes on hold: approve or discard',
      '1,002 failed records: find the cause',
      '1 record waiting for a parent',
    ]);
  });
});

describe('the first steps', () => {
  it.each([
    ['nothing there', { is_configured: false, entities: [] }, false, 'connect'],
    ['connected', { is_configured: true, entities: [] }, false, 'map'],
    [
      'mapped offline before anything is connected',
      { is_configured: false, entities: [entity('part', null)] },
      false,
      'connect',
    ],
    ['mapped', { is_configured: true, entities: [entity('part', null)] }, false, 'dry-run'],
    ['seen', { is_configured: true, entities: [entity('part', null)] }, true, 'sync'],
    ['synced without a dry run', { is_configured: true, entities: [entity('part', 'completed')] }, false, null],
    ['a failed run is no sync', { is_configured: true, entities: [entity('part', 'failed')] }, true, 'sync'],
  ])('lead on from: %s', (_name, overview, hasDryRun, next) => {
    expect(findNextStep(listFirstSteps({ overview, hasDryRun }))).toBe(next);
  });
});

describe('a day', () => {
  it.each([
    [{ completed: 0, completed_with_failures: 0, cancelled: 0, failed: 0 }, 'none'],
    [{ completed: 3, completed_with_failures: 0, cancelled: 0, failed: 0 }, 'completed'],
    [{ completed: 3, completed_with_failures: 0, cancelled: 1, failed: 0 }, 'cancelled'],
    [{ completed: 3, completed_with_failures: 1, cancelled: 1, failed: 0 }, 'completed_with_failures'],
    [{ completed: 3, completed_with_failures: 1, cancelled: 1, failed: 1 }, 'failed'],
  ])('is what its worst run was: %o', (day, outcome) => {
    expect(worstOf(day)).toBe(outcome);
  });
});
