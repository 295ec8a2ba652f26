// The one error that ends or pauses work: transient (trying again later may help) or terminal (somebody must act).

/** What kind of trouble it is; the CLI maps `usage` to exit code 2 and the rest to 1. */
export type EngineErrorKind =
  | 'usage' // a bad flag, setting, entity file or input file
  | 'not_found' // something named by the caller does not exist
  | 'conflict' // another run, owner or version stands in the way
  | 'auth' // the credentials were refused
  | 'unavailable' // the other system, the network or the disk does not answer
  | 'refused' // the other system refused the request itself (4xx)
  | 'bad_answer' // the other system answered something its contract does not allow
  | 'state' // the state database is foreign, newer, damaged or unreadable
  | 'stopped' // the operator or the host asked to stop
  | 'limit'; // a failure limit was reached

/** A clear error: what happened, to what, what was kept, what to do. `cause` keeps the original for the log. */
export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  readonly transient: boolean;
  /** Data for programs: HTTP status, problem code, field, path. Never a secret. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(
    kind: EngineErrorKind,
    message: string,
    options: {
      readonly transient?: boolean;
      readonly details?: Readonly<Record<string, string | number | boolean | null>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineError';
    this.kind = kind;
    this.transient = options.transient ?? kind === 'unavailable';
    this.details = options.details ?? {};
  }
}

/** What was thrown, as an error: code outside the engine may throw anything, and work in flight is told of it later. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new EngineError('unavailable', 'Something that is no error was thrown. The log has it.', { cause: thrown });
}
