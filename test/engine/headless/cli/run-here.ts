// Runs the command line within the test's own process, with its output caught and its signals at hand.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StopSignal } from '../../../../engine/headless/cli/cli-io.ts';
import type { ExitCode } from '../../../../engine/headless/cli/exit-codes.ts';
import { runCli } from '../../../../engine/headless/cli/run-cli.ts';
import { createNodeClock } from '../../../../engine/headless/node-host.ts';
import type { Sandbox } from '../../../../sandbox/create-sandbox.ts';

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Caller {
  readonly dataDir: string;
  run(...argv: readonly string[]): Promise<Outcome>;
  /** Writes a file into the data directory; returns its path. */
  write(name: string, content: unknown): string;
  /** Sends a signal to the command that runs now. */
  signal(signal: StopSignal): void;
  /** Called with every text on standard error. */
  onError(listener: (text: string) => void): void;
  /** Called with every text on standard output. */
  onOutput(listener: (text: string) => void): void;
}

export interface CallerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  readonly isTTY?: boolean;
}

/** A user with a data directory that is gone when the test, or the file, ends. */
export function createCaller(options: CallerOptions = {}): Caller {
  const dataDir = options.dataDir ?? temporaryFolder();
  const listeners = new Set<(signal: StopSignal) => void>();
  let tell: (text: string) => void = () => {};
  let tellOutput: (text: string) => void = () => {};
  return {
    dataDir,
    run: async (...argv) => {
      let stdout = '';
      let stderr = '';
      const code = await runCli(argv, {
        environment: { SYNCFLOW_DATA_DIR: dataDir, SYNCFLOW_LOG_LEVEL: 'error', ...options.environment },
        stdout: {
          write: (text) => {
            stdout += text;
            tellOutput(text);
          },
          isTTY: false,
          columns: 80,
        },
        stderr: {
          write: (text) => {
            stderr += text;
            tell(text);
          },
          isTTY: options.isTTY ?? false,
          columns: 200,
        },
        clock: createNodeClock(),
        onSignal: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      });
      return {
        code,
        stdout,
        stderr,
        json: parseOrNull(stdout),
      };
    },
    write: (name, content) => {
      const path = join(dataDir, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
    signal: (signal) => {
      for (const listener of [...listeners]) listener(signal);
    },
    onError: (listener) => {
      tell = listener;
    },
    onOutput: (listener) => {
      tellOutput = listener;
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function parseOrNull(text: string): Outcome['json'] {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Text for people.
    return null;
  }
}

/** A list within an answer. */
export function listOf(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  return json as readonly Readonly<Record<string, unknown>>[];
}

/** The settings that point at a sandbox. */
export function environmentOf({ apismith, schedulehub }: Sandbox): Record<string, string> {
  return {
    SYNCFLOW_APISMITH_URL: apismith.url,
    SYNCFLOW_APISMITH_USERNAME: apismith.username,
    SYNCFLOW_APISMITH_PASSWORD: apismith.password,
    SYNCFLOW_SCHEDULEHUB_URL: schedulehub.url,
    SYNCFLOW_SCHEDULEHUB_USERNAME: schedulehub.username,
    SYNCFLOW_SCHEDULEHUB_PASSWORD: schedulehub.password,
  };
}

/** A small entity file that is sound as it stands. */
export function partFile(change: object = {}): object {
  return {
    name: 'part',
    source: {
      api: 'parts',
      rowversion_field: 'ROWVERSION',
      time_zone: 'Europe/Stockholm',
      columns: [
        { name: 'PART_NO', type: 'VARCHAR2' },
        { name: 'SITE', type: 'CHAR' },
        { name: 'QTY', type: 'NUMBER' },
        { name: 'DUE', type: 'VARCHAR2' },
        { name: 'ROWVERSION', type: 'NUMBER' },
      ],
    },
    business_key: ['item_number', 'site'],
    mappings: [
      { source_field: 'PART_NO', target_field: 'item_number', transformations: ['uppercase'], is_required: true },
      { source_field: 'SITE', target_field: 'site' },
      { source_field: 'QTY', target_field: 'quantity', type: 'decimal' },
      { source_field: 'DUE', target_field: 'due', type: 'datetime' },
    ],
    ...change,
  };
}
