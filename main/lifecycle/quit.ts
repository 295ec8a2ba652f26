// Quitting that waits for what is being sent: drives the quit machine with Electron's events.

import type { App } from 'electron';
import type { Log } from '../../engine/index.ts';
import type { EngineHost } from '../engine/engine-host.ts';
import { stepQuit, type QuitChoice, type QuitEffect, type QuitEvent, type QuitState } from './quit-machine.ts';

export interface QuitNeeds {
  readonly app: App;
  readonly engine: Pick<EngineHost, 'status' | 'drain' | 'kill'>;
  readonly log: Log;
  /** Asks what to do with live runs. */
  readonly ask: (liveRuns: number) => Promise<QuitChoice>;
  readonly hide: () => void;
  /** Everything that has to be put away before the process ends. */
  readonly release: () => void;
}

export interface Quit {
  /** The system ends the session. */
  endSession(): void;
  /** True from the moment the program is going to end: nothing new is opened then. */
  isQuitting(): boolean;
}

export function guardQuit(needs: QuitNeeds): Quit {
  const { app, engine, log } = needs;
  let state: QuitState = 'running';
  let timer: NodeJS.Timeout | null = null;

  const step = (event: QuitEvent): void => {
    const { state: next, effects } = stepQuit(state, event);
    if (next !== state) log.info('Quitting', { from: state, to: next });
    state = next;
    for (const effect of effects) act(effect);
  };
  const act = (effect: QuitEffect): void => {
    switch (effect.kind) {
      case 'ask':
        void needs.ask(engine.status.get().runs.length).then((choice) => step({ kind: 'chosen', choice }));
        return;
      case 'hide':
        needs.hide();
        return;
      case 'drain':
        timer = setTimeout(() => step({ kind: 'deadline' }), effect.deadlineMs);
        void engine.drain(effect.mode).then(() => step({ kind: 'drained' }));
        return;
      case 'kill-engine':
        engine.kill();
        return;
      case 'exit':
        if (timer !== null) clearTimeout(timer);
        needs.release();
        app.exit(0);
    }
  };

  app.on('before-quit', (event) => {
    // Always: the program ends by `app.exit` once the engine has closed its files, never by the default beside it.
    event.preventDefault();
    step({ kind: 'quit', liveRuns: engine.status.get().runs.length });
  });
  return {
    endSession: () => step({ kind: 'session-end' }),
    isQuitting: () => state === 'draining' || state === 'exiting',
  };
}
