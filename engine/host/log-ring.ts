// The last lines of the log, kept in memory for the console; fetched by number, never pushed. Holds no secret.

import type { Clock, Log } from '../host.ts';
import { redact, toFieldText } from './log-text.ts';

export type LogLevel = keyof Log;
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface LogEntry {
  /** Counts from 1 while the process lives. */
  readonly seq: number;
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
  /** `name=value` each. */
  readonly fields: readonly string[];
}

export interface LogTail {
  readonly lines: readonly LogEntry[];
  /** What to ask with next. */
  readonly lastSeq: number;
  /** Lines after the one asked from that are forgotten already. */
  readonly missed: number;
}

export interface TailRequest {
  /** Null: the last ones. */
  readonly afterSeq: number | null;
  /** This level and above. */
  readonly level: LogLevel;
  readonly limit: number;
}

export interface LogRing {
  /** A log that writes to `log` and is remembered here. */
  attach(log: Log): Log;
  tail(request: TailRequest): LogTail;
}

interface RingNeeds {
  readonly clock: Clock;
  /** Texts that must not appear. */
  readonly secrets: () => readonly string[];
}

const KEPT_LINES = 2000;
/** A line that quotes a whole answer must not fill the memory. */
const LONGEST_TEXT = 4000;

export function createLogRing({ clock, secrets }: RingNeeds): LogRing {
  const entries: LogEntry[] = [];
  let lastSeq = 0;
  const clean = (text: string): string => redact(text, secrets()).slice(0, LONGEST_TEXT);
  const remember = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void => {
    lastSeq += 1;
    entries.push({
      seq: lastSeq,
      at: new Date(clock.now()).toISOString(),
      level,
      message: clean(message),
      fields: Object.entries(fields).map(([name, value]) =>
        clean(`${name}=${toFieldText(value, { withStack: true })}`),
      ),
    });
    if (entries.length > KEPT_LINES) entries.shift();
  };
  return {
    attach: (log) => {
      const write =
        (level: LogLevel): Log[LogLevel] =>
        (message, fields = {}) => {
          remember(level, message, fields);
          log[level](message, fields);
        };
      return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    },
    tail: ({ afterSeq, level, limit }) => {
      const shown = entries.filter((entry) => LEVELS.indexOf(entry.level) >= LEVELS.indexOf(level));
      if (afterSeq === null) return { lines: shown.slice(-limit), lastSeq, missed: 0 };
      const lines = shown.filter((entry) => entry.seq > afterSeq).slice(0, limit);
      const first = entries[0]?.seq ?? 1;
      return {
        lines,
        // A page that was cut short goes on after its own last line.
        lastSeq: lines.length === limit ? (lines.at(-1)?.seq ?? lastSeq) : lastSeq,
        missed: Math.max(0, first - 1 - afterSeq),
      };
    },
  };
}
