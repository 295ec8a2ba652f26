// Retrying in words and figures: the steps, how far it is, how it ended. Pure.

import { countOf, formatCount } from '../../ui/format.ts';
import type { Job, RetryWork } from './failed-types.ts';

export type StepsChoice = 'one' | 'tens' | 'growing' | 'all';

/** Sizes of the first steps as the contract takes them; the last one repeats, none means all in one. */
export const STEPS: Readonly<Record<StepsChoice, readonly number[]>> = {
  one: [1],
  tens: [10],
  growing: [1, 10, 100],
  all: [],
};

export const STEPS_WORDS: Readonly<Record<StepsChoice, { readonly label: string; readonly meaning: string }>> = {
  growing: {
    label: '1, then 10, then 100 at a time',
    meaning: 'Stops after the first step in which a record fails again; the rest is left as it is.',
  },
  one: { label: 'One at a time', meaning: 'Stops at the first record that fails again.' },
  tens: { label: '10 at a time', meaning: 'Stops after the first 10 in which a record fails again.' },
  all: { label: 'All at once', meaning: 'Tries every record, whatever fails.' },
};

/** Above this many records the operator types the number first. */
export const TYPED_ABOVE = 1000;
/** Up to this many records a retry starts without a question. */
export const AT_ONCE_UP_TO = 50;

/** Records of a 1-based step, as far as there are any left. */
export function stepSize(steps: readonly number[], step: number, left: number): number {
  const size = steps[step - 1] ?? steps.at(-1) ?? left;
  return Math.min(size, left);
}

export function describeProgress(work: RetryWork, steps: readonly number[]): string {
  const left = Math.max(0, work.total - work.claimed);
  if (left === 0) return `${countOf(work.claimed, 'record')} tried`;
  const size = stepSize(steps, work.steps + 1, left);
  return `${formatCount(work.claimed)} of ${formatCount(work.total)} tried. Step ${work.steps + 1}: ${countOf(size, 'record')}`;
}

/** 0 to 1. */
export function progressOf({ claimed, total }: RetryWork): number {
  return total === 0 ? 1 : Math.min(1, claimed / total);
}

/** Records a second since the start; null while it cannot be told. */
export function rateOf(job: Pick<Job, 'started_at' | 'ended_at'>, claimed: number, nowMs: number): number | null {
  const ms = (job.ended_at === null ? nowMs : Date.parse(job.ended_at)) - Date.parse(job.started_at);
  return ms < 500 || claimed === 0 ? null : (claimed * 1000) / ms;
}

export interface Outcome {
  readonly tone: 'good' | 'warning' | 'bad' | 'neutral';
  readonly title: string;
  readonly detail: string;
}

/** How a retry ended: what came of it, and what became of the rest. */
export function describeOutcome({ state, error }: Pick<Job, 'state' | 'error'>, work: RetryWork): Outcome {
  const untried = Math.max(0, work.total - work.claimed);
  const rest =
    untried === 0
      ? ''
      : ` ${countOf(untried, 'record')} ${untried === 1 ? 'was' : 'were'} not tried and stay as they are.`;
  const came = `${tally(work)}.${rest}`;
  if (state === 'failed')
    return { tone: 'bad', title: 'The retry could not go on', detail: `${error ?? ''} ${came}`.trim() };
  if (work.stopped_at_step !== null) {
    return {
      tone: 'warning',
      title: `Stopped at step ${work.stopped_at_step}: ${failedAgain(work.failed)}`,
      detail: came,
    };
  }
  if (state === 'stopped' || state === 'paused') return { tone: 'neutral', title: 'Retry stopped', detail: came };
  if (work.failed > 0) return { tone: 'warning', title: failedAgain(work.failed), detail: came };
  return { tone: 'good', title: `Retry done: ${countOf(work.resolved, 'record')} resolved`, detail: came };
}

function failedAgain(failed: number): string {
  return `${countOf(failed, 'record')} failed again`;
}

/** "9 resolved, 1 failed, 2 overtaken by a newer row" */
export function tally({ resolved, failed, superseded }: Pick<RetryWork, 'resolved' | 'failed' | 'superseded'>): string {
  const parts = [`${formatCount(resolved)} resolved`, `${formatCount(failed)} failed`];
  return superseded === 0
    ? parts.join(', ')
    : `${parts.join(', ')}, ${formatCount(superseded)} overtaken by a newer row`;
}
