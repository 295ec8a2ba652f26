// What a client is told, taken from the settings; a missing value is named.

import { readFileSync } from 'node:fs';
import type { ClientOptions } from '../clients/apismith-client.ts';
import type { Settings } from '../config.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Clock, Log } from '../host.ts';

export type SystemKind = 'apismith' | 'schedulehub';

const SYSTEM_NAMES = { apismith: 'APISmith', schedulehub: 'ScheduleHub' } as const satisfies Record<SystemKind, string>;

type Part = 'url' | 'username' | 'password';
const PART_NAMES = {
  url: 'address',
  username: 'user name',
  password: 'password',
} as const satisfies Record<Part, string>;

interface Host {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Throws EngineError `usage` where the system is not, or only half, configured. */
export function toClientOptions(system: SystemKind, { settings, clock, log }: Host): ClientOptions {
  const { url, username, password, ca_file: caFile, proxy } = settings[system];
  if (url === undefined || username === undefined || password === undefined) {
    throw notConfigured(system, [
      ...(url === undefined ? (['url'] as const) : []),
      ...(username === undefined ? (['username'] as const) : []),
      ...(password === undefined ? (['password'] as const) : []),
    ]);
  }
  const ca = caFile === undefined ? undefined : readCertificates(system, caFile);
  return { baseUrl: url, username, password, clock, log, ca, proxy };
}

function notConfigured(system: SystemKind, missing: readonly Part[]): EngineError {
  const settings = missing.map((part) => `${system}.${part}`);
  return new EngineError(
    'usage',
    `The connection to ${SYSTEM_NAMES[system]} is not set up: ${missing.map((part) => PART_NAMES[part]).join(', ')} missing. Nothing was changed. Enter it under Connections.`,
    { details: { code: 'connection_missing', setting: settings.join(', ') } },
  );
}

function readCertificates(system: SystemKind, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const sentence = `The certificate file ${path} of ${SYSTEM_NAMES[system]} cannot be read. Correct its path in the connection, or the rights of the file.`;
    throw new EngineError('usage', sentence, {
      details: { code: 'ca_file', setting: `${system}.ca_file`, path },
      cause,
    });
  }
}
