// Shows runs while they work: one redrawn line on a terminal, at most ten times a second; else a line every few seconds.

import type { EventBus } from '../../events/engine-events.ts';
import type { Clock } from '../../host.ts';
import { createProgressMeter, describeProgress, type ProgressMeter } from './progress-meter.ts';
import type { Screen } from './screen.ts';
import { duration } from './text-table.ts';

const REDRAW_AFTER_MS = 100;
const NEW_LINE_AFTER_MS = 5000;

interface ProgressNeeds {
  readonly events: EventBus;
  readonly screen: Screen;
  readonly clock: Clock;
}

/** Shows what happens while `work` runs. */
export async function showProgress<T>({ events, screen, clock }: ProgressNeeds, work: () => Promise<T>): Promise<T> {
  const meters = new Map<string, ProgressMeter>();
  const pauseMs = screen.isTerminal ? REDRAW_AFTER_MS : NEW_LINE_AFTER_MS;
  let shownAtMs = screen.isTerminal ? Number.NEGATIVE_INFINITY : clock.monotonic();
  let lastStall = '';
  const stop = [
    events.on('run:progressed', (progress) => {
      const now = clock.monotonic();
      const meter = meters.get(progress.batchUid) ?? createProgressMeter();
      meters.set(progress.batchUid, meter);
      const view = meter.measure(progress, now);
      if (now - shownAtMs < pauseMs) return;
      shownAtMs = now;
      if (screen.isTerminal) screen.draw(describeProgress(view));
      else screen.line(describeProgress(view));
    }),
    events.on('run:stalled', ({ entity, reason, retryInMs }) => {
      const text = `${entity} waits: ${reason}`;
      if (text !== lastStall) screen.line(`${text} Trying again in ${duration(retryInMs)}.`);
      lastStall = text;
    }),
    events.on('run:finished', ({ batchUid }) => {
      meters.delete(batchUid);
      lastStall = '';
      screen.clear();
    }),
  ];
  try {
    return await work();
  } finally {
    for (const off of stop) off();
    screen.clear();
  }
}
