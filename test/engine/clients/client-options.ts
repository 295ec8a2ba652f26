// Options of a client under test: the server's address, a fake clock, a log that keeps what it is told.

import type { ClientOptions } from '../../../engine/clients/http/client-options.ts';
import type { Log } from '../../../engine/host.ts';
import { createFakeClock } from './fake-clock.ts';
import type { FakeClock } from './fake-clock.ts';

export const PASSWORD = 's3cret/p@ss';

export interface TestOptions extends ClientOptions {
  readonly clock: FakeClock;
  /** Everything logged, as text. */
  readonly lines: string[];
}

/** Waits shorter than `patienceMs` end at once (see fake-clock). */
export function createTestOptions(
  baseUrl: string,
  changes: Partial<ClientOptions> & { readonly patienceMs?: number } = {},
): TestOptions {
  const { patienceMs, ...rest } = changes;
  const lines: string[] = [];
  const write = (message: string, fields?: unknown): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  return {
    baseUrl,
    username: 'planner',
    password: PASSWORD,
    log,
    random: () => 0.5,
    retry: { attempts: 3, baseMs: 100, maxMs: 1000 },
    ...rest,
    clock: createFakeClock({ patienceMs }),
    lines,
  };
}

/** The error a promise rejects with; fails the test when it does not reject. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`Expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
