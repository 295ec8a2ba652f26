// When the engine's process is started, started anew, ended and given up.

import { describe, expect, it } from 'vitest';
import {
  BEAT_MS,
  DRAIN_LIMIT_MS,
  NOT_STARTED,
  RESTART_DELAYS_MS,
  SILENCE_LIMIT_MS,
  START_LIMIT_MS,
  supervise,
  type SuperviseEvent,
  type Supervision,
} from '../../../main/engine/supervise.ts';

/** A machine with a clock of its own. */
function machine() {
  let now = NOT_STARTED;
  let atMs = 1000;
  const effects: string[] = [];
  return {
    effects,
    state: (): Supervision => now,
    pass: (ms: number) => (atMs += ms),
    tell: (...events: readonly SuperviseEvent[]) => {
      for (const event of events) {
        const step = supervise(now, event, atMs);
        now = step.next;
        effects.push(...step.effects);
      }
      return now.phase;
    },
  };
}

const start = { kind: 'start' } as const;
const ready = { kind: 'ready' } as const;
const tick = { kind: 'tick' } as const;
const crash = { kind: 'exited', code: 134 } as const;

describe('the supervisor', () => {
  it('starts the engine once, however often it is asked', () => {
    const { tell, effects } = machine();
    expect(tell(start, start, ready, start)).toBe('ready');
    expect(effects).toEqual(['fork']);
  });

  it('starts it anew after growing delays, then gives it up', () => {
    const { tell, pass, effects, state } = machine();
    tell(start, ready);
    for (const delayMs of RESTART_DELAYS_MS) {
      expect(tell(crash)).toBe('waiting');
      pass(delayMs - 1);
      expect(tell(tick)).toBe('waiting');
      pass(1);
      expect(tell(tick, ready)).toBe('ready');
    }
    expect(tell(crash)).toBe('down');
    expect(state().reason).toMatch(/^The engine stopped 4 times in five minutes\..*restart the engine\.$/);
    pass(3_600_000);
    expect(tell(tick)).toBe('down');
    expect(effects).toEqual(['fork', 'fork', 'fork', 'fork']);
  });

  it('forgets crashes after five minutes, and all of them when the operator restarts it', () => {
    const { tell, pass, state } = machine();
    tell(start, ready, crash);
    pass(300_000);
    tell(tick, ready, crash);
    expect(state().crashedAtMs).toHaveLength(1);
    expect(tell(start)).toBe('starting');
    expect(state().crashedAtMs).toEqual([]);
  });

  it('ends an engine that is silent for too long, once', () => {
    const { tell, pass, effects, state } = machine();
    tell(start, ready);
    pass(SILENCE_LIMIT_MS - 1);
    tell(tick);
    expect(effects).toEqual(['fork']);
    pass(1);
    tell(tick, tick);
    expect(effects).toEqual(['fork', 'kill']);
    tell({ kind: 'exited', code: 143 });
    expect(state().reason).toMatch(/did not answer/);
  });

  it('hears a beat often enough that one may be lost', () => {
    expect(SILENCE_LIMIT_MS / BEAT_MS).toBeGreaterThan(3);
  });

  it('does not take sleep for silence', () => {
    const { tell, pass, effects } = machine();
    tell(start, ready);
    pass(3_600_000);
    tell({ kind: 'resumed' }, tick);
    expect(effects).toEqual(['fork']);
  });

  it('lets a start take the time that a migration takes', () => {
    const { tell, pass, effects } = machine();
    tell(start);
    pass(START_LIMIT_MS - 1);
    tell(tick);
    expect(effects).toEqual(['fork']);
    pass(1);
    tell(tick);
    expect(effects).toEqual(['fork', 'kill']);
  });

  it('does not try again what the operator has to correct', () => {
    const { tell, pass, effects, state } = machine();
    tell(start, { kind: 'refused', reason: 'The setting x is not valid.' }, { kind: 'exited', code: 143 });
    pass(60_000);
    expect(tell(tick)).toBe('down');
    expect(state().reason).toBe('The setting x is not valid.');
    expect(effects).toEqual(['fork', 'kill']);
  });

  it('waits for what drains, but not for ever', () => {
    const { tell, pass, effects } = machine();
    tell(start, ready, { kind: 'drain' });
    pass(DRAIN_LIMIT_MS - 1);
    tell({ kind: 'heard' }, tick);
    expect(effects).toEqual(['fork']);
    pass(1);
    tell({ kind: 'heard' }, tick, tick);
    expect(effects).toEqual(['fork', 'kill']);
    expect(tell({ kind: 'exited', code: 0 })).toBe('stopped');
  });

  it('does not start anew while the program ends', () => {
    const { tell, pass } = machine();
    tell(start, ready, crash);
    expect(tell({ kind: 'drain' })).toBe('stopped');
    pass(60_000);
    expect(tell(tick)).toBe('stopped');
  });
});
