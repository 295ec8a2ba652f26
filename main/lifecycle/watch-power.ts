// Sleep and shutdown. The announcement of sleep is unreliable on some systems, so a jump of the clock counts as well.

import type { Event, PowerMonitor } from 'electron';
import type { Clock, Log } from '../../engine/index.ts';
import { hasJumped, type ClockReading } from './clock-jump.ts';

const LOOK_EVERY_MS = 5000;

export interface PowerNeeds {
  readonly powerMonitor: PowerMonitor;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly log: Log;
  readonly onResume: () => void;
  readonly onShutdown: () => void;
}

export function watchPower({ powerMonitor, clock, log, onResume, onShutdown }: PowerNeeds): { release(): void } {
  const read = (): ClockReading => ({ wallMs: clock.now(), monotonicMs: clock.monotonic() });
  let last = read();
  const look = (): void => {
    const now = read();
    if (hasJumped(last, now)) {
      log.info('The clock jumped: the computer slept, or was set', { from: last.wallMs, to: now.wallMs });
      onResume();
    }
    last = now;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  powerMonitor.on('suspend', () => log.info('The computer goes to sleep'));
  powerMonitor.on('resume', () => {
    log.info('The computer woke up');
    last = read();
    onResume();
  });
  powerMonitor.on('shutdown', (...[event]: Event[]) => {
    // Asks the system to wait a little; it goes on as soon as this program has ended.
    event?.preventDefault();
    onShutdown();
  });
  return { release: () => clearInterval(timer) };
}
