// What the handlers are given besides their input.

import type { LogRing } from '../host/log-ring.ts';
import type { LiveSettings } from '../config/live-settings.ts';
import type { SandboxSwitch } from '../operations/sandbox-switch.ts';
import type { Services } from '../operations/services.ts';
import type { JobRegistry } from './job-registry.ts';
import type { LiveRuns } from './live-runs.ts';
import type { ReportFiles } from './report-files.ts';

export interface ApiParts {
  readonly services: Services;
  readonly jobs: JobRegistry;
  readonly liveRuns: LiveRuns;
  readonly reports: ReportFiles;
  readonly logs: LogRing;
  readonly liveSettings: LiveSettings;
  readonly sandbox: SandboxSwitch;
  readonly appVersion: string;
  readonly migrationsDir: string;
  readonly startedAtMs: number;
}

/** A caller without a signal never goes away. */
export function signalOf(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}
