// The log of a headless host: one line an entry, at or above a level, never a secret, stacks at level debug only.

import type { Settings } from '../config.ts';
import type { Clock, Log } from '../host.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

export interface LineLogNeeds {
  readonly clock: Clock;
  readonly level: Level;
  /** Texts that must not appear. */
  readonly secrets: readonly string[];
  readonly writeLine: (line: string) => void;
}

export function createLineLog({ clock, level, secrets, writeLine }: LineLogNeeds): Log {
  const isShown = (of: Level): boolean => LEVELS.indexOf(of) >= LEVELS.indexOf(level);
  const write =
    (of: Level): Log[Level] =>
    (message, fields = {}) => {
      if (!isShown(of)) return;
      const parts = Object.entries(fields).map(([name, value]) => `${name}=${toText(value, level === 'debug')}`);
      const line = [new Date(clock.now()).toISOString(), of.toUpperCase().padEnd(5), message, ...parts].join(' ');
      writeLine(redact(line, secrets));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Every secret that the settings hold, also as it stands within the state URL. */
export function secretsOf(settings: Settings): readonly string[] {
  const url = URL.parse(settings.state_url);
  const candidates = [
    settings.apismith.password,
    settings.schedulehub.password,
    settings.server.token,
    url?.password,
    url === null ? undefined : decodeURIComponent(url.password),
    ...[settings.apismith.proxy, settings.schedulehub.proxy].map((proxy) => URL.parse(proxy ?? '')?.password),
  ];
  return candidates.flatMap((secret) => (secret === undefined || secret === '' ? [] : [secret]));
}

/** Takes secrets out of a text. */
function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), text);
}

function toText(value: unknown, withStack: boolean): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
  const shown = withStack ? text : text.replace(/\n\s+at [^]*$/, '');
  return /[\s"=]/.test(shown) ? JSON.stringify(shown) : shown;
}
