// The settings of a host that lives long: what is in force now, where each value comes from, and saving them so that they
// are in force at once. Values are checked before a file is touched.

import type { SystemName } from '../contract/primitives.ts';
import type { SettingSource } from '../contract/setting-source.ts';
import {
  mergeSettings,
  readSettingsFiles,
  type SettingOrigin,
  type Settings,
  type SettingsFiles,
  type SettingsSources,
} from '../config.ts';
import { EngineError } from '../failures/engine-error.ts';
import {
  isObject,
  removeSettingsFile,
  sandboxFileOf,
  secretsFileOf,
  writePrivateFile,
  writeSettingsFile,
  type JsonObject,
} from './setting-files.ts';

export interface SettingChange {
  readonly section: SystemName | 'sync' | 'log_level';
  /** Null for `log_level`, which has none. */
  readonly member: string | null;
  /** Undefined takes it out of the files. */
  readonly value: string | number | undefined;
}

export type SandboxConnections = Readonly<
  Record<SystemName, { readonly url: string; readonly username: string; readonly password: string }>
>;

export interface LiveSettings {
  readonly current: () => Settings;
  /** `path` as `apismith.url`. */
  originOf(path: string): SettingOrigin;
  readonly passwordsKeptBy: 'engine' | 'desktop';
  readonly configFile: string;
  /** The settings as they are without the sandbox. */
  withoutSandbox(): Settings;
  isSandboxOn(): boolean;
  /** All or nothing; throws EngineError `usage` naming the setting, and what fixes it. */
  save(changes: readonly SettingChange[]): void;
  /** Leads both connections to a sandbox, whatever is set; null: back to what is set. */
  useSandbox(connections: SandboxConnections | null): void;
}

const DEFAULT: SettingOrigin = { source: 'none', fixedBy: null };

/** Throws as `loadSettings` does. */
export function openSettings(sources: SettingsSources): LiveSettings {
  const passwordsKeptBy = sources.passwordsKeptBy ?? 'engine';
  let files = readSettingsFiles(sources);
  let merged = mergeSettings(sources, files);
  const use = (onDisk: SettingsFiles, changed: SettingsFiles): void => {
    const next = mergeSettings(sources, changed);
    // Secrets first: a password that moves from one file to the other is never in none.
    if (changed.secrets !== onDisk.secrets) writePrivateFile(secretsFileOf(changed.dataDir), changed.secrets);
    if (changed.config !== onDisk.config) writeSettingsFile(changed.configFile, changed.config);
    if (changed.sandbox === null) removeSettingsFile(sandboxFileOf(changed.dataDir));
    else writePrivateFile(sandboxFileOf(changed.dataDir), changed.sandbox);
    files = changed;
    merged = next;
  };
  const originOf = (path: string): SettingOrigin => merged.origins.get(path) ?? DEFAULT;
  return {
    current: () => merged.settings,
    originOf,
    passwordsKeptBy,
    configFile: files.configFile,
    withoutSandbox: () => mergeSettings(sources, { ...files, sandbox: null }).settings,
    isSandboxOn: () => files.sandbox !== null,
    save: (changes) => {
      for (const { section, member } of changes)
        refuseFixed(member === null ? section : `${section}.${member}`, originOf);
      // Read anew: somebody may have edited a file by hand meanwhile.
      const onDisk = readSettingsFiles(sources);
      use(onDisk, changes.reduce(applyChange, onDisk));
    },
    useSandbox: (connections) => {
      const onDisk = readSettingsFiles(sources);
      use(onDisk, { ...onDisk, sandbox: connections === null ? null : { ...connections } });
    },
  };
}

const WHY_FIXED: Readonly<Record<Exclude<SettingSource, 'none' | 'file'>, (fixedBy: string) => string>> = {
  environment: (variable) =>
    `the environment variable ${variable} fixes it. Change it there, or take the variable away`,
  flag: (name) => `it was given at the start (${name}). Start without it to change it here`,
  desktop: () => 'the desktop app keeps it. Save it there',
  sandbox: () => 'both connections lead to the sandbox. Stop the sandbox first',
};

function refuseFixed(path: string, originOf: LiveSettings['originOf']): void {
  const { source, fixedBy } = originOf(path);
  if (source === 'none' || source === 'file') return;
  const sentence = `${nameOf(path)} cannot be saved here: ${WHY_FIXED[source](fixedBy ?? '')}. Nothing was saved.`;
  throw new EngineError('usage', sentence, { details: { setting: path, source, fixed_by: fixedBy } });
}

const SYSTEM_NAMES = new Map([
  ['apismith', 'APISmith'],
  ['schedulehub', 'ScheduleHub'],
]);
const MEMBER_NAMES = new Map([
  ['url', 'address'],
  ['username', 'user name'],
  ['ca_file', 'certificate file'],
]);

/** As somebody calls it who has never seen the settings file. */
function nameOf(path: string): string {
  const [section = '', member] = path.split('.');
  const system = SYSTEM_NAMES.get(section);
  if (system !== undefined && member !== undefined) return `The ${MEMBER_NAMES.get(member) ?? member} of ${system}`;
  return `The setting "${(member ?? section).replaceAll('_', ' ')}"`;
}

/** A password goes to the secrets file, and leaves the settings file where one stood. */
function applyChange(files: SettingsFiles, { section, member, value }: SettingChange): SettingsFiles {
  if (member === null) return { ...files, config: withMember(files.config, section, value) };
  const change = (file: JsonObject, to: SettingChange['value']): JsonObject => {
    const old = file[section];
    const changed = withMember(isObject(old) ? old : {}, member, to);
    return withMember(file, section, Object.keys(changed).length === 0 ? undefined : changed);
  };
  if (member !== 'password') return { ...files, config: change(files.config, value) };
  const stood = files.config[section];
  const config = isObject(stood) && 'password' in stood ? change(files.config, undefined) : files.config;
  return { ...files, config, secrets: change(files.secrets, value) };
}

function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _gone, ...rest } = object;
  return rest;
}
