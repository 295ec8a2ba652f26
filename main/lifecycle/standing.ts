// Follows how things stand from what the engine tells, and passes on the news.

import type { BatchStatus } from '../../engine/contract/batch.ts';
import type { EngineStatus } from '../engine/engine-host.ts';
import { newsOf, standingOf, worse, type News, type Standing } from './run-news.ts';

export interface StandingTracker {
  standing(): Standing;
  onRunEnded(status: BatchStatus): void;
  /** Call on every change of the engine's status. */
  onEngine(status: EngineStatus): void;
}

export function trackStanding(tell: (news: News) => void): StandingTracker {
  let told: Standing = 'unknown';
  /** Of the work since the engine was last idle. */
  let gathered: Standing = 'unknown';
  const settle = (standing: Standing): void => {
    const news = newsOf(told, standing);
    told = standing;
    if (news !== null) tell(news);
  };
  return {
    standing: () => told,
    onRunEnded: (status) => {
      gathered = worse(gathered, standingOf(status) ?? 'unknown');
    },
    onEngine: ({ supervision, runs, interrupted }) => {
      if (supervision.phase === 'down') {
        settle('engine-down');
        return;
      }
      if (supervision.phase !== 'ready' || runs.length > 0) return;
      const ended = gathered;
      gathered = 'unknown';
      if (interrupted.length > 0) settle('interrupted');
      else if (ended !== 'unknown') settle(ended);
      // It works again; how the next work ends is news once more.
      else if (told === 'engine-down' || told === 'interrupted') settle('unknown');
    },
  };
}
