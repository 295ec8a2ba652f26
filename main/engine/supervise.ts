// Whether the engine process lives, and what to do when it does not, as a pure machine. `engine-host.ts` acts on it.
//
//   stopped ─start─▶ starting ─ready─▶ ready ─exit, silence─▶ waiting ─1, 5, 30 s─▶ starting
//                        └─refused, too many crashes─▶ down ─restart─▶ starting
//   any ─drain─▶ draining ─exit─▶ stopped

export type EnginePhase = 'stopped' | 'starting' | 'ready' | 'waiting' | 'down' | 'draining';

export interface Supervision {
  readonly phase: EnginePhase;
  /** When the process ended without being asked to, within the last five minutes; monotonic milliseconds. */
  readonly crashedAtMs: readonly number[];
  /** Last sign of life, monotonic milliseconds. */
  readonly heardAtMs: number;
  /** While `waiting`: when the next try is due. */
  readonly retryAtMs: number | null;
  /** For the operator: why it is `waiting` or `down`. */
  readonly reason: string | null;
  /** While `draining`: since when, monotonic milliseconds. */
  readonly drainedAtMs: number | null;
  /** An exit is awaited because it was killed for its silence. */
  readonly isKilled: boolean;
}

export type SuperviseEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'heard' }
  /** The engine said that it cannot work: a setting or the state database has to be corrected first. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'tick' }
  /** The machine slept: silence until now means nothing. */
  | { readonly kind: 'resumed' }
  | { readonly kind: 'drain' };

export type SuperviseEffect = 'fork' | 'kill';

export interface SuperviseStep {
  readonly next: Supervision;
  readonly effects: readonly SuperviseEffect[];
}

export const RESTART_DELAYS_MS = [1000, 5000, 30_000] as const;
const CRASH_WINDOW_MS = 5 * 60_000;
/** The engine's coordinating thread beats every 2 s. */
export const BEAT_MS = 2000;
export const SILENCE_LIMIT_MS = 15_000;
/** What is being sent is waited for; a call that never comes back is not. */
export const DRAIN_LIMIT_MS = 20_000;
/** Opening the state may migrate a large database, which keeps the thread busy. */
export const START_LIMIT_MS = 120_000;

export const NOT_STARTED: Supervision = {
  phase: 'stopped',
  crashedAtMs: [],
  heardAtMs: 0,
  retryAtMs: null,
  reason: null,
  drainedAtMs: null,
  isKilled: false,
};

export function supervise(now: Supervision, event: SuperviseEvent, atMs: number): SuperviseStep {
  const stay: SuperviseStep = { next: now, effects: [] };
  const become = (change: Partial<Supervision>, ...effects: readonly SuperviseEffect[]): SuperviseStep => ({
    next: { ...now, ...change },
    effects,
  });
  const fork = (change: Partial<Supervision> = {}): SuperviseStep =>
    become({ phase: 'starting', heardAtMs: atMs, retryAtMs: null, reason: null, isKilled: false, ...change }, 'fork');

  switch (event.kind) {
    case 'start':
      // Asked for by the operator: the crashes so far are forgiven.
      return ['stopped', 'waiting', 'down'].includes(now.phase) ? fork({ crashedAtMs: [] }) : stay;
    case 'ready':
      return now.phase === 'starting' ? become({ phase: 'ready', heardAtMs: atMs }) : stay;
    case 'heard':
    case 'resumed':
      return become({ heardAtMs: atMs });
    case 'refused':
      // It waits to be ended, so that its last word is not lost.
      return now.phase === 'starting' ? become({ phase: 'down', reason: event.reason }, 'kill') : stay;
    case 'exited':
      return become(afterExit(now, event.code, atMs));
    case 'tick':
      if (now.phase === 'waiting') return (now.retryAtMs ?? 0) <= atMs ? fork() : stay;
      return isSilent(now, atMs) || drainsTooLong(now, atMs) ? become({ isKilled: true }, 'kill') : stay;
    case 'drain':
      if (now.phase === 'starting' || now.phase === 'ready') return become({ phase: 'draining', drainedAtMs: atMs });
      return now.phase === 'draining' ? stay : become({ phase: 'stopped', retryAtMs: null });
  }
}

function isSilent(now: Supervision, atMs: number): boolean {
  if (now.isKilled || !['starting', 'ready', 'draining'].includes(now.phase)) return false;
  return atMs - now.heardAtMs >= (now.phase === 'starting' ? START_LIMIT_MS : SILENCE_LIMIT_MS);
}

function drainsTooLong(now: Supervision, atMs: number): boolean {
  return now.phase === 'draining' && !now.isKilled && atMs - (now.drainedAtMs ?? atMs) >= DRAIN_LIMIT_MS;
}

function afterExit(now: Supervision, code: number, atMs: number): Partial<Supervision> {
  if (now.phase === 'draining' || now.phase === 'stopped') return { phase: 'stopped', drainedAtMs: null };
  // It said why before it went.
  if (now.phase === 'down') return {};
  const crashedAtMs = [...now.crashedAtMs.filter((at) => atMs - at < CRASH_WINDOW_MS), atMs];
  const delayMs = RESTART_DELAYS_MS[crashedAtMs.length - 1];
  if (delayMs === undefined) {
    const reason = `The engine stopped ${crashedAtMs.length} times in five minutes. What ScheduleHub acknowledged is kept. Save diagnostics, then restart the engine.`;
    return { phase: 'down', crashedAtMs, reason, retryAtMs: null, isKilled: false };
  }
  const what = now.isKilled
    ? 'The engine did not answer and was ended'
    : `The engine stopped unexpectedly (exit ${code})`;
  const reason = `${what}. What ScheduleHub acknowledged is kept; it starts again by itself.`;
  return { phase: 'waiting', crashedAtMs, retryAtMs: atMs + delayMs, reason, isKilled: false };
}
