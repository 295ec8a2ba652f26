// What an approval of held deletes came to. Pure.

import { countOf, formatCount } from '../../ui/format.ts';
import type { Job } from './run-types.ts';

/** `asked`: the ceiling that was approved. */
export function approvalSentence({ work, state, error }: Pick<Job, 'work' | 'state' | 'error'>, asked: number): string {
  if (work.kind !== 'approve_deletes') return '';
  const { deleted, kept } = work;
  const left = asked - deleted - kept;
  const parts = [
    `${formatCount(deleted)} of ${countOf(asked, 'approved record')} deleted in ScheduleHub`,
    kept > 0 ? `${formatCount(kept)} kept, as the ERP has them again` : '',
    left > 0 ? `${formatCount(left)} not done` : '',
  ].filter((part) => part !== '');
  const sentence = `${parts.join(', ')}.`;
  if (state === 'failed') return `${sentence} ${error ?? 'The log has the reason.'}`;
  if (state === 'stopped') return `${sentence} Stopped: what is left stays on hold.`;
  return left > 0 ? `${sentence} What is left is on hold still, or among the failed records.` : sentence;
}
