// Settings: one schema, parsed once. File, then secrets file, then environment, then flags; a bad value is named with its
// source. While the sandbox is on, both connections are the sandbox's, whatever else is set.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { explainIssues } from './contract/explain-issue.ts';
import type { SettingSource } from './contract/setting-source.ts';
import {
  isObject,
  readPrivateFile,
  readSettingsFile,
  sandboxFileOf,
  secretsFileOf,
  type JsonObject,
} from './config/setting-files.ts';
import { EngineError } from './failures/engine-error.ts';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
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
  SYNCFLOW_APISMITH_CA_FILE: ['apismith', 'ca_file'],
  SYNCFLOW_APISMITH_PROXY: ['apismith', 'proxy'],
  SYNCFLOW_SCHEDULEHUB_URL: ['schedulehub', 'url'],
  SYNCFLOW_SCHEDULEHUB_USERNAME: ['schedulehub', 'username'],
  SYNCFLOW_SCHEDULEHUB_PASSWORD: ['schedulehub', 'password'],
  SYNCFLOW_SCHEDULEHUB_CA_FILE: ['schedulehub', 'ca_file'],
  SYNCFLOW_SCHEDULEHUB_PROXY: ['schedulehub', 'proxy'],
  SYNCFLOW_SERVER_HOST: ['server', 'host'],
  SYNCFLOW_SERVER_PORT: ['server', 'port'],
  SYNCFLOW_SERVER_TOKEN: ['server', 'token'],
  SYNCFLOW_LOG_LEVEL: ['log_level'],
};

/** The environment variable of a setting, as `apismith.url`. */
export function variableOf(path: string): string | null {
  return Object.entries(ENVIRONMENT).find(([, names]) => names.join('.') === path)?.[0] ?? null;
}

export interface SettingsSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--config`; default: syncflow.config.json in the data directory, where it may be absent. */
  readonly configFile?: string | undefined;
  readonly flags?: { readonly dataDir?: string | undefined; readonly stateUrl?: string | undefined };
  /** Default: `engine`. The desktop keeps passwords itself and lends them as if they stood in the environment. */
  readonly passwordsKeptBy?: 'engine' | 'desktop';
  readonly platform?: NodeJS.Platform;
}

/** What the files hold, as JSON. */
export interface SettingsFiles {
  /** Of syncflow.config.json; need not exist. */
  readonly configFile: string;
  readonly dataDir: string;
  readonly config: JsonObject;
  readonly secrets: JsonObject;
  /** Null while the sandbox is off. */
  readonly sandbox: JsonObject | null;
}

export interface SettingOrigin {
  readonly source: SettingSource;
  /** The variable or flag that fixes it. */
  readonly fixedBy: string | null;
}

export interface MergedSettings {
  readonly settings: Settings;
  /** By path, as `apismith.url`; what is not in it has its default. */
  readonly origins: ReadonlyMap<string, SettingOrigin>;
}

/** Reads and checks all settings; throws EngineError `usage` naming every bad setting, its source and what is wrong. */
export function loadSettings(sources: SettingsSources): Settings {
  return mergeSettings(sources, readSettingsFiles(sources)).settings;
}

export function readSettingsFiles(sources: SettingsSources): SettingsFiles {
  const { environment, flags, platform = process.platform } = sources;
  const named = flags?.dataDir ?? nonEmpty(environment['SYNCFLOW_DATA_DIR']);
  const firstDir = named ?? defaultDataDir(environment, platform);
  const configFile = sources.configFile ?? join(firstDir, 'syncflow.config.json');
  const config = readSettingsFile(configFile, { mustExist: sources.configFile !== undefined }) ?? {};
  const inFile = config['data_dir'];
  // What is no text is named when the settings are parsed.
  const dataDir = named ?? (typeof inFile === 'string' && inFile !== '' ? inFile : firstDir);
  return {
    configFile,
    dataDir,
    config,
    secrets: readPrivateFile(secretsFileOf(dataDir), platform) ?? {},
    sandbox: readPrivateFile(sandboxFileOf(dataDir), platform),
  };
}

/** Pure. Throws as `loadSettings` does. */
export function mergeSettings(sources: SettingsSources, files: SettingsFiles): MergedSettings {
  const { environment, flags, passwordsKeptBy = 'engine' } = sources;
  const merged: Record<string, unknown> = { ...files.config };
  const origins = new Map<string, SettingOrigin>(
    listPaths(files.config).map((path) => [path, { source: 'file', fixedBy: null }]),
  );
  const described = new Map<string, string>();
  const put = (path: readonly [string, ...string[]], value: unknown, from: SettingOrigin & { where: string }): void => {
    const [head, tail] = path;
    origins.set(path.join('.'), { source: from.source, fixedBy: from.fixedBy });
    described.set(path.join('.'), from.where);
    const section = merged[head] === undefined ? {} : merged[head];
    if (tail === undefined) merged[head] = value;
    // A section of the file that is none stays as it is: the schema names it.
    else if (isObject(section)) merged[head] = { ...section, [tail]: value };
  };
  const secretsFile = secretsFileOf(files.dataDir);
  for (const [system, member, value] of listMembers(files.secrets)) {
    put([system, member], value, { source: 'file', fixedBy: null, where: secretsFile });
  }
  for (const [variable, path] of Object.entries(ENVIRONMENT)) {
    const value = nonEmpty(environment[variable]);
    const where = `the environment variable ${variable}`;
    if (value === undefined) continue;
    if (passwordsKeptBy === 'desktop' && path[1] === 'password')
      put(path, value, { source: 'desktop', fixedBy: null, where: 'what the desktop keeps' });
    else put(path, value, { source: 'environment', fixedBy: variable, where });
  }
  const flag = (path: 'data_dir' | 'state_url', value: string | undefined, name: string): void => {
    if (value !== undefined) put([path], value, { source: 'flag', fixedBy: name, where: name });
  };
  flag('data_dir', flags?.dataDir, '--data-dir');
  flag('state_url', flags?.stateUrl, '--state-url');
  if (files.sandbox !== null) {
    const where = sandboxFileOf(files.dataDir);
    for (const system of ['apismith', 'schedulehub']) merged[system] = {};
    for (const [system, member, value] of listMembers(files.sandbox)) {
      put([system, member], value, { source: 'sandbox', fixedBy: null, where });
    }
  }
  return { settings: parse(merged, files, described), origins };
}

function parse(merged: JsonObject, files: SettingsFiles, described: ReadonlyMap<string, string>): Settings {
  const parsed = settingsSchema.safeParse(merged);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(problemsOf);
    const sentences = problems.map(
      ({ setting, what }) =>
        `The setting ${setting} in ${described.get(setting) ?? files.configFile} is not valid: ${what}.`,
    );
    throw new EngineError('usage', `${sentences.join(' ')} Correct it there and start again.`, {
      details: { setting: problems.map(({ setting }) => setting).join(', ') },
    });
  }
  const dataDir = parsed.data.data_dir ?? files.dataDir;
  return {
    ...parsed.data,
    data_dir: dataDir,
    state_url: parsed.data.state_url ?? `sqlite:${join(dataDir, 'syncflow.db')}`,
  };
}

/** The platform's application-data folder + /SyncFlow. */
function defaultDataDir(environment: SettingsSources['environment'], platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return join(nonEmpty(environment['APPDATA']) ?? join(homedir(), 'AppData', 'Roaming'), 'SyncFlow');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'SyncFlow');
  return join(nonEmpty(environment['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share'), 'SyncFlow');
}

/** What is wrong, setting by setting; never the value itself, which may be a secret. */
function problemsOf(issue: z.core.$ZodIssue): readonly { readonly setting: string; readonly what: string }[] {
  return explainIssues([issue]).map(({ kind, path, message }) => ({
    setting: path.join('.'),
    what: kind === 'unknown_name' ? 'there is no such setting' : message,
  }));
}

function listPaths(object: JsonObject): readonly string[] {
  return Object.entries(object).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map((member) => `${name}.${member}`) : [name],
  );
}

/** Values in sections; anything else is passed on as a section that the schema will name. */
function listMembers(object: JsonObject): readonly (readonly [string, string, unknown])[] {
  return Object.entries(object).flatMap(([section, members]) =>
    isObject(members)
      ? Object.entries(members).map(([member, value]) => [section, member, value] as const)
      : [[section, 'value', members] as const],
  );
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
