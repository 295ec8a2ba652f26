import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings, type Settings, type SettingsSources } from '../../engine/config.ts';
import { EngineError } from '../../engine/failures/engine-error.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-config-'));
  file = join(folder, 'syncflow.config.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(settings: unknown): void {
  writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
}

function load(environment: SettingsSources['environment'] = {}, flags: SettingsSources['flags'] = {}): Settings {
  return loadSettings({ environment: { SYNCFLOW_DATA_DIR: folder, ...environment }, flags });
}

/** Everything of the error that a log could show, causes too. */
function refusal(work: () => unknown): { readonly message: string; readonly text: string } {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    if (!(error instanceof EngineError)) throw error;
    expect(error.kind).toBe('usage');
    const texts: string[] = [];
    for (let at: unknown = error; at instanceof Error; at = at.cause) texts.push(at.message);
    return { message: error.message, text: texts.join('\n') };
  }
  throw new Error('the settings were taken');
}

describe('where a setting comes from', () => {
  it('has a default for everything but the connections', () => {
    const settings = load();
    expect(settings.sync).toEqual({
      chunk_size: 1000,
      chunks_in_flight: 4,
      pages_ahead: 3,
      failure_percent: 50,
      failure_min_rows: 2000,
      failures_in_a_row: 1000,
      outage_limit_seconds: 120,
    });
    expect([settings.server, settings.log_level]).toEqual([{ host: '127.0.0.1', port: 8008 }, 'info']);
    expect([settings.apismith, settings.schedulehub]).toEqual([{}, {}]);
    expect([settings.data_dir, settings.state_url]).toEqual([folder, `sqlite:${join(folder, 'syncflow.db')}`]);
  });

  it('takes the environment before the file, setting by setting', () => {
    write({ log_level: 'warn', apismith: { url: 'http://file:1', username: 'file' } });
    const settings = load({ SYNCFLOW_APISMITH_URL: 'http://environment:2', SYNCFLOW_LOG_LEVEL: '' });
    expect(settings.apismith).toEqual({ url: 'http://environment:2', username: 'file' });
    expect(settings.log_level).toBe('warn');
  });

  it('takes a flag before the environment and the file', () => {
    write({ state_url: 'sqlite:file.db' });
    expect(load().state_url).toBe('sqlite:file.db');
    expect(load({ SYNCFLOW_STATE_URL: 'sqlite:environment.db' }).state_url).toBe('sqlite:environment.db');
    const both = load({ SYNCFLOW_STATE_URL: 'sqlite:environment.db' }, { stateUrl: 'sqlite:flag.db' });
    expect(both.state_url).toBe('sqlite:flag.db');
  });

  it('reads the file of the data directory that a flag names', () => {
    write({ log_level: 'error' });
    const settings = loadSettings({ environment: { SYNCFLOW_DATA_DIR: '/nowhere' }, flags: { dataDir: folder } });
    expect([settings.log_level, settings.data_dir]).toEqual(['error', folder]);
  });

  it('reads the file that --config names, and keeps the data where that file says', () => {
    const named = join(folder, 'named.json');
    writeFileSync(named, JSON.stringify({ data_dir: join(folder, 'data'), log_level: 'debug' }));
    const settings = loadSettings({ environment: {}, configFile: named });
    expect([settings.log_level, settings.data_dir]).toEqual(['debug', join(folder, 'data')]);
    expect(settings.state_url).toBe(`sqlite:${join(folder, 'data', 'syncflow.db')}`);
  });

  it.each([
    ['win32', { APPDATA: '/roaming' }, '/roaming/SyncFlow'],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming', 'SyncFlow')],
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'SyncFlow')],
    ['linux', { XDG_DATA_HOME: '/xdg' }, '/xdg/SyncFlow'],
    ['linux', {}, join(homedir(), '.local', 'share', 'SyncFlow')],
    // An empty variable once made the data directory a folder of wherever the program was started.
    ['linux', { XDG_DATA_HOME: '' }, join(homedir(), '.local', 'share', 'SyncFlow')],
    ['win32', { APPDATA: '' }, join(homedir(), 'AppData', 'Roaming', 'SyncFlow')],
  ] as const)('keeps its data on %s with %j in %s', (platform, environment, expected) => {
    expect(loadSettings({ environment, platform }).data_dir).toBe(expected);
  });

  it('reads a port from the environment and addresses without their last slash', () => {
    const settings = load({ SYNCFLOW_SERVER_PORT: '0', SYNCFLOW_SCHEDULEHUB_URL: 'https://hub.plant/api//' });
    expect([settings.server.port, settings.schedulehub.url]).toEqual([0, 'https://hub.plant/api']);
  });

  it('reads a file that begins with a byte order mark', () => {
    write(`\uFEFF${JSON.stringify({ log_level: 'debug' })}`);
    expect(load().log_level).toBe('debug');
  });
});

describe('a bad setting', () => {
  it.each([
    ['log_level', 'SYNCFLOW_LOG_LEVEL', 'loud'],
    ['server.port', 'SYNCFLOW_SERVER_PORT', '65536'],
    ['server.port', 'SYNCFLOW_SERVER_PORT', 'http'],
    ['server.token', 'SYNCFLOW_SERVER_TOKEN', 'short-token'],
    ['apismith.url', 'SYNCFLOW_APISMITH_URL', 'ftp://gateway'],
    ['schedulehub.url', 'SYNCFLOW_SCHEDULEHUB_URL', 'hub'],
  ])('%s is named with its variable %s', (setting, variable, value) => {
    const { message } = refusal(() => load({ [variable]: value }));
    expect(message).toContain(`The setting ${setting} in the environment variable ${variable} is not valid: `);
    expect(message).toMatch(/Correct it there and start again\.$/);
  });

  it.each([
    [{ sync: { chunk_size: 1001 } }, 'sync.chunk_size'],
    [{ sync: { chunks_in_flight: 0 } }, 'sync.chunks_in_flight'],
    [{ sync: { failure_percent: -1 } }, 'sync.failure_percent'],
    [{ server: { port: null } }, 'server.port'],
    [{ server: { port: true } }, 'server.port'],
    [{ state_url: '' }, 'state_url'],
    [{ apismith: 'http://gateway' }, 'apismith'],
    [{ colour: 'blue' }, 'colour'],
    [{ apismith: { user: 'me' } }, 'apismith.user'],
  ])('of %j is named with the file', (settings, setting) => {
    write(settings);
    expect(refusal(() => load()).message).toContain(`The setting ${setting} in ${file} is not valid: `);
  });

  it('does not hide the others: all are named at once, each with its own source', () => {
    write({ sync: { chunk_size: 0 }, colour: 'blue', taste: 'sweet' });
    const { message } = refusal(() => load({ SYNCFLOW_LOG_LEVEL: 'loud' }, { dataDir: folder, stateUrl: '' }));
    for (const setting of ['sync.chunk_size', 'colour', 'taste']) {
      expect(message).toContain(`The setting ${setting} in ${file} is not valid`);
    }
    expect(message).toContain('The setting log_level in the environment variable SYNCFLOW_LOG_LEVEL is not valid');
    expect(message).toContain('The setting state_url in --state-url is not valid');
  });

  it('of the file is not hidden by a variable of the same section', () => {
    write({ apismith: 'http://gateway' });
    const { message } = refusal(() => load({ SYNCFLOW_APISMITH_URL: 'http://gateway:1' }));
    expect(message).toContain(`The setting apismith in ${file} is not valid`);
  });

  it.each([['[1]'], ['null'], ['"text"']])('file of %s is refused', (text) => {
    write(text);
    expect(refusal(() => load()).message).toContain(`${file} must hold one JSON object`);
  });

  it('file that --config names has to be there', () => {
    const missing = join(folder, 'missing.json');
    const { message } = refusal(() => loadSettings({ environment: {}, configFile: missing }));
    expect(message).toContain(`${missing} cannot be read`);
  });

  it('file that cannot be read is told, also where it is optional', () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the data directory should be');
    expect(refusal(() => load()).message).toContain('cannot be read');
  });
});

describe('secrets', () => {
  const SECRET = 'hunter2-of-the-plant';

  it('never stand in the message or the cause of an error', () => {
    const environment = {
      SYNCFLOW_APISMITH_PASSWORD: SECRET,
      SYNCFLOW_SCHEDULEHUB_PASSWORD: SECRET,
      SYNCFLOW_LOG_LEVEL: 'loud',
    };
    expect(refusal(() => load(environment)).text).not.toContain(SECRET);
    write({ apismith: { password: [SECRET] }, server: { token: SECRET.slice(0, 9) } });
    expect(refusal(() => load()).text).not.toContain('hunter2');
  });

  it('are not quoted from a file that is not valid JSON', () => {
    write(`{ "apismith": { "password": ${SECRET} } }`);
    const { message, text } = refusal(() => load());
    expect(message).toContain(`${file} is not valid JSON`);
    expect(text).not.toContain('hunter2');
  });
});
