// What the host (CLI, desktop shell, test) lends the engine. The engine takes time and randomness from nowhere else.

/** Wall clock and timers; tests pass a fake one. */
export interface Clock {
  /** Wall-clock milliseconds since 1970 (UTC). */
  now(): number;
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Structured log; `fields` never holds a secret or a whole record. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
