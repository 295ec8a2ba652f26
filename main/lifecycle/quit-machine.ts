// What quitting means while work is going on, as a pure machine. `quit.ts` does what it says.
//
//   running ─quit─▶ asking ─finish/stop─▶ draining ─drained, gone or deadline─▶ exiting
//      │              └─keep, cancel─▶ running           ▲
//      ├─quit, no run alive──────────────────────────────┤
//      └─session ends────────────────────────────────────┘  (never asks)

export type QuitState = 'running' | 'asking' | 'draining' | 'exiting';
export type QuitChoice = 'finish' | 'keep' | 'stop' | 'cancel';

export type QuitEvent =
  /** The operator, the tray or the system's menu asked for it. */
  | { readonly kind: 'quit'; readonly liveRuns: number }
  /** The system logs off or shuts down and will not wait long. */
  | { readonly kind: 'session-end' }
  | { readonly kind: 'chosen'; readonly choice: QuitChoice }
  /** The engine has closed everything, or is gone. */
  | { readonly kind: 'drained' }
  | { readonly kind: 'deadline' };

export type QuitEffect =
  | { readonly kind: 'ask' }
  | { readonly kind: 'hide' }
  /** Finish the calls in flight and keep the position (`pause`), or end the runs (`stop`), within `deadlineMs`. */
  | { readonly kind: 'drain'; readonly mode: 'pause' | 'stop'; readonly deadlineMs: number }
  | { readonly kind: 'kill-engine' }
  | { readonly kind: 'exit' };

export interface QuitStep {
  readonly state: QuitState;
  readonly effects: readonly QuitEffect[];
}

export const DRAIN_DEADLINE_MS = 20_000;
export const SESSION_END_DEADLINE_MS = 3000;

export function stepQuit(state: QuitState, event: QuitEvent): QuitStep {
  const stay: QuitStep = { state, effects: [] };
  const drain = (mode: 'pause' | 'stop', deadlineMs: number): QuitStep => ({
    state: 'draining',
    effects: [{ kind: 'drain', mode, deadlineMs }],
  });
  switch (event.kind) {
    case 'quit':
      // A second wish while the first is being answered changes nothing: it must never start a default quit beside it.
      if (state !== 'running') return stay;
      return event.liveRuns === 0 ? drain('pause', DRAIN_DEADLINE_MS) : { state: 'asking', effects: [{ kind: 'ask' }] };
    case 'session-end':
      return state === 'running' || state === 'asking' ? drain('pause', SESSION_END_DEADLINE_MS) : stay;
    case 'chosen':
      return state === 'asking' ? afterChoice(event.choice, drain) : stay;
    case 'drained':
      return state === 'draining' ? { state: 'exiting', effects: [{ kind: 'exit' }] } : stay;
    case 'deadline':
      return state === 'draining' ? { state: 'exiting', effects: [{ kind: 'kill-engine' }, { kind: 'exit' }] } : stay;
  }
}

function afterChoice(choice: QuitChoice, drain: (mode: 'pause' | 'stop', deadlineMs: number) => QuitStep): QuitStep {
  switch (choice) {
    case 'finish':
      return drain('pause', DRAIN_DEADLINE_MS);
    case 'stop':
      return drain('stop', DRAIN_DEADLINE_MS);
    case 'keep':
      return { state: 'running', effects: [{ kind: 'hide' }] };
    case 'cancel':
      return { state: 'running', effects: [] };
  }
}
