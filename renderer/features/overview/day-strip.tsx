// One cell a day: how its runs ended, told by a sign and the title as well as by colour.

import type { ReactNode } from 'react';
import type { Overview } from '../../state/overview.ts';
import { worstOf, type DayOutcome } from './day-outcome.ts';

type Day = Overview['days'][number];

const SIGNS: Readonly<Record<DayOutcome, string>> = {
  none: '·',
  completed: '✓',
  completed_with_failures: '!',
  cancelled: '■',
  failed: '✕',
};

function describeDay(day: Day): string {
  const parts = [
    [day.completed, 'completed'],
    [day.completed_with_failures, 'completed with failures'],
    [day.cancelled, 'stopped'],
    [day.failed, 'failed'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${day.day}: ${told.length === 0 ? 'no runs' : told.join(', ')}`;
}

export function DayStrip({ days }: { readonly days: readonly Day[] }): ReactNode {
  return (
    <ol className="sf-days" aria-label="How the runs of each day ended">
      {days.map((day) => {
        const outcome = worstOf(day);
        return (
          <li key={day.day} className={`sf-day sf-day-${outcome}`} title={describeDay(day)}>
            <span aria-hidden>{SIGNS[outcome]}</span>
            <span className="sf-hidden">{describeDay(day)}</span>
            <span className="sf-day-date" aria-hidden>
              {day.day.slice(8)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
