// The log of a headless host: one line an entry, at or above a level, never a secret, stacks at level debug only.

import { redact, toFieldText } from '../host/log-text.ts';
import type { Clock, Log } from '../host.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

export interface LineLogNeeds {
  readonly clock: Clock;
  readonly level: () => Level;
  /** Texts that must not appear. */
  readonly secrets: () => readonly string[];
  readonly writeLine: (line: string) => void;
}

export function createLineLog({ clock, level, secrets, writeLine }: LineLogNeeds): Log {
  const isShown = (of: Level): boolean => LEVELS.indexOf(of) >= LEVELS.indexOf(level());
  const write =
    (of: Level): Log[Level] =>
    (message, fields = {}) => {
      if (!isShown(of)) return;
      const parts = Object.entries(fields).map(
        ([name, value]) => `${name}=${toFieldText(value, { withStack: level() === 'debug' })}`,
      );
      const line = [new Date(clock.now()).toISOString(), of.toUpperCase().padEnd(5), message, ...parts].join(' ');
      writeLine(redact(line, secrets()));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
