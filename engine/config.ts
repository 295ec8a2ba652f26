// Settings: one schema, parsed once. File, then environment, then flags; a bad value is named with its source.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineError } from './failures/engine-error.ts';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''));

function numberOfDigits(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

const connection = z.strictObject({
  url: httpUrl.optional(),
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  /** PEM file of the plant's own certificate authority. */
  ca_file: z.string().min(1).optional(),
  proxy: httpUrl.optional(),
});

export const settingsSchema = z.strictObject({
  data_dir: z.string().min(1).optional(),
  state_url: z.string().min(1).optional(),
  apismith: connection.prefault({}),
  schedulehub: connection.prefault({}),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      // Text in the environment; what `z.coerce` makes of null or true is no port.
      port: z.preprocess(numberOfDigits, z.number().int().min(0).max(65_535)).default(8008),
      token: z.string().min(16).optional(),
    })
    .prefault({}),
  log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  sync: z
    .strictObject({
      /** Records in one call to ScheduleHub. */
      chunk_size: z.number().int().min(1).max(1000).default(1000),
      chunks_in_flight: z.number().int().min(1).max(10).default(4),
      /** Pages read ahead of the one being worked on. */
      pages_ahead: z.number().int().min(1).max(16).default(3),
      /** A batch stops when more than this share of at least `failure_min_rows` rows fail. */
      failure_percent: z.number().min(0).max(100).default(50),
      failure_min_rows: z.number().int().min(1).default(2000),
      /** A batch stops when so many rows fail one after another. */
      failures_in_a_row: z.number().int().min(1).default(1000),
      /** How long a run waits for a system that does not answer before it ends as failed. */
      outage_limit_seconds: z.number().min(0).default(120),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema> & { readonly data_dir: string; readonly state_url: string };

/** Environment variable -> path in the settings. Public names. */
const ENVIRONMENT: Readonly<Record<string, readonly [string, ...string[]]>> = {
  SYNCFLOW_DATA_DIR: ['data_dir'],
  SYNCFLOW_STATE_URL: ['state_url'],
  SYNCFLOW_APISMITH_URL: ['apismith', 'url'],
  SYNCFLOW_APISMITH_USERNAME: ['apismith', 'username'],
  SYNCFLOW_APISMITH_PASSWORD: ['apismith', 'password'],
  SYNCFLOW_SCHEDULEHUB_URL: ['schedulehub', 'url'],
  SYNCFLOW_SCHEDULEHUB_USERNAME: ['schedulehub', 'username'],
  SYNCFLOW_SCHEDULEHUB_PASSWORD: ['schedulehub', 'password'],
  SYNCFLOW_SERVER_HOST: ['server', 'host'],
  SYNCFLOW_SERVER_PORT: ['server', 'port'],
  SYNCFLOW_SERVER_TOKEN: ['server', 'token'],
  SYNCFLOW_LOG_LEVEL: ['log_level'],
};

export interface SettingsSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--config`; default: syncflow.config.json in the data directory, where it may be absent. */
  readonly configFile?: string | undefined;
  readonly flags?: { readonly dataDir?: string | undefined; readonly stateUrl?: string | undefined };
  readonly platform?: NodeJS.Platform;
}

/** The platform's application-data folder + /SyncFlow. */
function defaultDataDir(environment: SettingsSources['environment'], platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return join(nonEmpty(environment['APPDATA']) ?? join(homedir(), 'AppData', 'Roaming'), 'SyncFlow');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'SyncFlow');
  return join(nonEmpty(environment['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share'), 'SyncFlow');
}

/** Reads and checks all settings; throws EngineError `usage` naming every bad setting, its source and what is wrong. */
export function loadSettings(sources: SettingsSources): Settings {
  const { environment, flags } = sources;
  const dataDirBeforeFile =
    flags?.dataDir ??
    nonEmpty(environment['SYNCFLOW_DATA_DIR']) ??
    defaultDataDir(environment, sources.platform ?? process.platform);
  const configFile = sources.configFile ?? join(dataDirBeforeFile, 'syncflow.config.json');
  const merged = readConfigFile(configFile, sources.configFile !== undefined);
  const origin = new Map<string, string>();
  const put = (path: readonly [string, ...string[]], value: string, from: string): void => {
    const [head, tail] = path;
    origin.set(path.join('.'), from);
    const section = merged[head] === undefined ? {} : merged[head];
    if (tail === undefined) merged[head] = value;
    // A section of the file that is none stays as it is: the schema names it.
    else if (isObject(section)) merged[head] = { ...section, [tail]: value };
  };
  for (const [variable, path] of Object.entries(ENVIRONMENT)) {
    const value = nonEmpty(environment[variable]);
    if (value !== undefined) put(path, value, `the environment variable ${variable}`);
  }
  if (flags?.dataDir !== undefined) put(['data_dir'], flags.dataDir, '--data-dir');
  if (flags?.stateUrl !== undefined) put(['state_url'], flags.stateUrl, '--state-url');
  const parsed = settingsSchema.safeParse(merged);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(problemsOf);
    const sentences = problems.map(
      ({ setting, what }) => `The setting ${setting} in ${origin.get(setting) ?? configFile} is not valid: ${what}.`,
    );
    throw new EngineError('usage', `${sentences.join(' ')} Correct it there and start again.`, {
      details: { setting: problems.map(({ setting }) => setting).join(', ') },
    });
  }
  const dataDir = parsed.data.data_dir ?? dataDirBeforeFile;
  return {
    ...parsed.data,
    data_dir: dataDir,
    state_url: parsed.data.state_url ?? `sqlite:${join(dataDir, 'syncflow.db')}`,
  };
}

/** What is wrong, setting by setting; never the value itself, which may be a secret. */
function problemsOf(issue: z.core.$ZodIssue): readonly { readonly setting: string; readonly what: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ setting: issue.path.join('.'), what: issue.message }];
  return issue.keys.map((key) => ({ setting: [...issue.path, key].join('.'), what: 'there is no such setting' }));
}

function readConfigFile(path: string, mustExist: boolean): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    // A settings file in the data directory is optional; one named with --config is not.
    if (!mustExist && isNodeError(cause) && cause.code === 'ENOENT') return {};
    throw new EngineError('usage', `The settings file ${path} cannot be read. Check the path and its rights.`, {
      cause,
    });
  }
  try {
    // Editors on Windows begin a file with a byte order mark.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(value)) return { ...value };
  } catch {
    // Without the cause: its message quotes the file, and passwords stand there.
    throw new EngineError('usage', `The settings file ${path} is not valid JSON. Correct it and start again.`);
  }
  throw new EngineError('usage', `The settings file ${path} must hold one JSON object. Correct it and start again.`);
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
