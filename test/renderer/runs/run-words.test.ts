import { describe, expect, it } from 'vitest';
import { changeWords, outcomeSentence, starterWords, typeWords } from '../../../renderer/features/runs/run-words.ts';
import { metricsWith, runWith } from './run-samples.ts';

const metrics = metricsWith({ total_fetched: 506, inserted: 496, failed: 8, duplicates: 2 });

describe('outcomeSentence', () => {
  it.each([
    [
      'completed',
      runWith({ metrics: metricsWith({ total_fetched: 9, skipped: 9 }) }),
      'Completed in 2 min 5 s: 9 rows read, nothing changed.',
    ],
    [
      'completed with failures',
      runWith({ status: 'completed_with_failures', metrics }),
      'Completed in 2 min 5 s, but not all of it: 506 rows read, 496 inserted, 8 failed.',
    ],
    [
      'paused',
      runWith({ status: 'paused', metrics }),
      'Paused after 506 rows read: 496 inserted, 8 failed. What was sent stays; Resume goes on from here.',
    ],
    [
      'interrupted',
      runWith({ status: 'running', is_interrupted: true, metrics }),
      'Interrupted after 506 rows read: its program ended in the middle. What was sent stays; Resume goes on from its position.',
    ],
    [
      'stopped',
      runWith({ status: 'cancelled', metrics }),
      'Stopped after 506 rows read: 496 inserted, 8 failed. What was sent stays; the next sync finds the rest.',
    ],
    ['failed', runWith({ status: 'failed' }), 'Failed after 0 rows read: nothing changed. What was sent stays.'],
    [
      'previewed',
      runWith({ dry_run: true, preview: 'previewed', metrics }),
      'Previewed: 506 rows read, 496 to insert, 8 failed. Nothing was sent.',
    ],
  ])('%s', (_name, run, sentence) => {
    expect(outcomeSentence(run)).toBe(sentence);
  });

  it('never tells counts where a dry run could not look', () => {
    for (const preview of ['cannot_preview', 'failed'] as const) {
      const sentence = outcomeSentence(runWith({ dry_run: true, status: 'failed', preview, metrics }));
      expect(sentence).toContain('nobody knows what would change');
      expect(sentence).not.toMatch(/\d/);
    }
  });
});

describe('changeWords', () => {
  it('tells only what there is', () => {
    expect(changeWords(metricsWith({ updated: 1200, deleted: 3, held_deletes: 40, waiting: 2 }))).toBe(
      '1,200 updated, 3 deleted, 2 waiting for a parent, 40 deletes held',
    );
  });
});

describe('starterWords and typeWords', () => {
  it.each([
    ['console', 'full', 'Console', 'Everything'],
    ['cli', 'incremental', 'Command line', 'What changed'],
    ['retry', 'incremental', 'Retry of failed records', 'Set aside'],
    ['some_script', null, 'some script', 'Not decided yet'],
  ] as const)('%s', (startedBy, syncType, starter, type) => {
    expect(starterWords(startedBy)).toBe(starter);
    expect(typeWords({ started_by: startedBy, sync_type: syncType })).toBe(type);
  });
});
