import { describe, expect, it } from 'vitest';
import { approvalSentence } from '../../../renderer/features/runs/approval-sentence.ts';

const job = (deleted: number, kept: number, state: 'completed' | 'stopped' | 'failed' = 'completed') =>
  ({
    work: { kind: 'approve_deletes', deleted, kept },
    state,
    error: state === 'failed' ? 'No answer.' : null,
  }) as const;

describe('approvalSentence', () => {
  it.each([
    ['all deleted', job(12, 0), 12, '12 of 12 approved records deleted in ScheduleHub.'],
    [
      'some there again',
      job(10, 2),
      12,
      '10 of 12 approved records deleted in ScheduleHub, 2 kept, as the ERP has them again.',
    ],
    [
      'stopped',
      job(3, 0, 'stopped'),
      12,
      '3 of 12 approved records deleted in ScheduleHub, 9 not done. Stopped: what is left stays on hold.',
    ],
    ['failed', job(0, 0, 'failed'), 1, '0 of 1 approved record deleted in ScheduleHub, 1 not done. No answer.'],
  ])('%s', (_name, done, asked, sentence) => {
    expect(approvalSentence(done, asked)).toBe(sentence);
  });
});
