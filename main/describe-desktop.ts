// What this program is and how it stands, for the console and for diagnostics. Never a secret.

import { release, totalmem } from 'node:os';
import type { App } from 'electron';
import type { EngineStatus } from './engine/engine-host.ts';
import type { Preferences } from './preferences/preferences.ts';

export function describeDesktop(app: Pick<App, 'getVersion'>) {
  const { electron, chrome, node } = process.versions;
  return {
    version: app.getVersion(),
    electron,
    chromium: chrome,
    node,
    platform: `${process.platform}-${process.arch}`,
  };
}

export interface DiagnosticsFacts {
  readonly app: Pick<App, 'getVersion'>;
  readonly engine: EngineStatus;
  readonly preferences: Preferences;
}

export function describeForDiagnostics({ app, engine, preferences }: DiagnosticsFacts) {
  return {
    program: describeDesktop(app),
    system: { release: release(), memoryBytes: totalmem() },
    engine: { ...engine, supervision: { ...engine.supervision } },
    preferences,
  };
}
