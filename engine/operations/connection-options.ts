// What a client is told, taken from the settings; a missing value is named with its environment variable and setting.

import { readFileSync } from 'node:fs';
import type { ClientOptions } from '../clients/apismith-client.ts';
import type { Settings } from '../config.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Clock, Log } from '../host.ts';

export type SystemKind = 'apismith' | 'schedulehub';

const SYSTEM_NAMES = { apismith: 'APISmith', schedulehub: 'ScheduleHub' } as const satisfies Record<SystemKind, string>;

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
      ...(url === undefined ? ['url'] : []),
      ...(username === undefined ? ['username'] : []),
      ...(password === undefined ? ['password'] : []),
    ]);
  }
  const ca = caFile === undefined ? undefined : readCertificates(system, caFile);
  return { baseUrl: url, username, password, clock, log, ca, proxy };
}

function notConfigured(system: SystemKind, missing: readonly string[]): EngineError {
  const variables = missing.map((part) => `SYNCFLOW_${system.toUpperCase()}_${part.toUpperCase()}`);
  const settings = missing.map((part) => `${system}.${part}`);
  return new EngineError(
    'usage',
    `The connection to ${SYSTEM_NAMES[system]} is not configured: ${missing.join(', ')} missing. ` +
      `Enter it under Connections in the console, or set ${variables.join(', ')} in the environment or ${settings.join(', ')} in syncflow.config.json.`,
    { details: { setting: settings.join(', ') } },
  );
}

function readCertificates(system: SystemKind, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const sentence = `The certificate file ${path} cannot be read. Correct the setting ${system}.ca_file, or the rights of the file.`;
    throw new EngineError('usage', sentence, { details: { setting: `${system}.ca_file`, path }, cause });
  }
}
