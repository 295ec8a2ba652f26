// Quitting, step by step: what is asked, what is waited for, and what a second wish does beside the first.

import { describe, expect, it } from 'vitest';
import {
  DRAIN_DEADLINE_MS,
  SESSION_END_DEADLINE_MS,
  stepQuit,
  type QuitEvent,
  type QuitState,
} from '../../../main/lifecycle/quit-machine.ts';

/** The state after all events, and what was to be done on the way. */
function after(...events: readonly QuitEvent[]): { state: QuitState; effects: string[] } {
  let state: QuitState = 'running';
  const effects: string[] = [];
  for (const event of events) {
    const step = stepQuit(state, event);
    state = step.state;
    effects.push(
      ...step.effects.map((effect) =>
        effect.kind === 'drain' ? `drain ${effect.mode} ${effect.deadlineMs}` : effect.kind,
      ),
    );
  }
  return { state, effects };
}

const idle: QuitEvent = { kind: 'quit', liveRuns: 0 };
const busy: QuitEvent = { kind: 'quit', liveRuns: 2 };
const drained: QuitEvent = { kind: 'drained' };
const deadline: QuitEvent = { kind: 'deadline' };
const sessionEnds: QuitEvent = { kind: 'session-end' };
const choose = (choice: 'finish' | 'keep' | 'stop' | 'cancel'): QuitEvent => ({ kind: 'chosen', choice });

describe('quitting', () => {
  it.each<[string, readonly QuitEvent[], QuitState, readonly string[]]>([
    ['nothing runs', [idle, drained], 'exiting', [`drain pause ${DRAIN_DEADLINE_MS}`, 'exit']],
    ['finish', [busy, choose('finish'), drained], 'exiting', ['ask', `drain pause ${DRAIN_DEADLINE_MS}`, 'exit']],
    ['stop', [busy, choose('stop'), drained], 'exiting', ['ask', `drain stop ${DRAIN_DEADLINE_MS}`, 'exit']],
    ['keep', [busy, choose('keep')], 'running', ['ask', 'hide']],
    ['cancel', [busy, choose('cancel')], 'running', ['ask']],
    ['asked twice', [busy, busy, busy], 'asking', ['ask']],
    ['asked again later', [busy, choose('cancel'), busy], 'asking', ['ask', 'ask']],
    ['asked while it drains', [idle, busy], 'draining', [`drain pause ${DRAIN_DEADLINE_MS}`]],
    [
      'it hangs',
      [busy, choose('finish'), deadline],
      'exiting',
      ['ask', `drain pause ${DRAIN_DEADLINE_MS}`, 'kill-engine', 'exit'],
    ],
    ['session ends', [sessionEnds, drained], 'exiting', [`drain pause ${SESSION_END_DEADLINE_MS}`, 'exit']],
    [
      'session ends over the question',
      [busy, sessionEnds],
      'draining',
      ['ask', `drain pause ${SESSION_END_DEADLINE_MS}`],
    ],
    [
      'an answer that comes too late',
      [busy, sessionEnds, choose('keep')],
      'draining',
      ['ask', `drain pause ${SESSION_END_DEADLINE_MS}`],
    ],
    ['drained twice', [idle, drained, drained, deadline], 'exiting', [`drain pause ${DRAIN_DEADLINE_MS}`, 'exit']],
    ['an answer nobody asked for', [choose('stop')], 'running', []],
  ])('%s', (_name, events, state, effects) => {
    expect(after(...events)).toEqual({ state, effects });
  });
});
