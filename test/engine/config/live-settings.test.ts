// Settings that change while the program runs: what wins, what is written where, and what is refused with its reason.

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingsSources } from '../../../engine/config.ts';
import { openSettings, type LiveSettings } from '../../../engine/config/live-settings.ts';

const SECRET = 'canary-password-4711';

let folder: string;
let configFile: string;
let secretsFile: string;
let sandboxFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-settings-'));
  configFile = join(folder, 'syncflow.config.json');
  secretsFile = join(folder, 'syncflow.secrets.json');
  sandboxFile = join(folder, 'syncflow.sandbox.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function open(environment: SettingsSources['environment'] = {}, more: Partial<SettingsSources> = {}): LiveSettings {
  return openSettings({ environment: { SYNCFLOW_DATA_DIR: folder, ...environment }, ...more });
}

function writeConfig(content: unknown): void {
  writeFileSync(configFile, JSON.stringify(content));
}

function writeSecrets(content: unknown, rights = 0o600): void {
  writeFileSync(secretsFile, JSON.stringify(content), { mode: rights });
  chmodSync(secretsFile, rights);
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const rightsOf = (path: string): number => statSync(path).mode & 0o777;
const password = (value: string | undefined) => ({ section: 'apismith', member: 'password', value }) as const;

describe('a saved setting', () => {
  it('is in force at once and after the next start', () => {
    const settings = open();
    settings.save([
      { section: 'apismith', member: 'url', value: 'http://erp:8080/api/v1' },
      { section: 'sync', member: 'chunk_size', value: 250 },
      { section: 'log_level', member: null, value: 'debug' },
    ]);
    for (const one of [settings, open()]) {
      expect(one.current()).toMatchObject({
        apismith: { url: 'http://erp:8080/api/v1' },
        sync: { chunk_size: 250, pages_ahead: 3 },
        log_level: 'debug',
      });
      expect(one.originOf('sync.chunk_size')).toEqual({ source: 'file', fixedBy: null });
      expect(one.originOf('sync.pages_ahead')).toEqual({ source: 'none', fixedBy: null });
    }
  });

  it('leaves everything else in the file as it was, its rights and its link too', () => {
    const elsewhere = join(folder, 'elsewhere.json');
    writeFileSync(elsewhere, '{"server":{"port":9000},"apismith":{"username":"u","ca_file":"/etc/ca.pem"}}');
    chmodSync(elsewhere, 0o640);
    symlinkSync(elsewhere, configFile);
    open().save([{ section: 'apismith', member: 'username', value: 'other' }]);
    expect(json(elsewhere)).toEqual({
      server: { port: 9000 },
      apismith: { username: 'other', ca_file: '/etc/ca.pem' },
    });
    expect(rightsOf(elsewhere)).toBe(0o640);
  });

  it('takes along what somebody wrote into the file by hand meanwhile', () => {
    const settings = open();
    writeConfig({ log_level: 'warn' });
    settings.save([{ section: 'sync', member: 'pages_ahead', value: 5 }]);
    expect(json(configFile)).toEqual({ log_level: 'warn', sync: { pages_ahead: 5 } });
    expect(settings.current().log_level).toBe('warn');
  });

  it('goes back to its default when it is taken out, and no empty section is left', () => {
    writeConfig({ sync: { chunk_size: 10 }, log_level: 'warn' });
    const settings = open();
    settings.save([{ section: 'sync', member: 'chunk_size', value: undefined }]);
    expect([settings.current().sync.chunk_size, json(configFile)]).toEqual([1000, { log_level: 'warn' }]);
  });

  it('that is not valid is named, and nothing is written', () => {
    writeConfig({ log_level: 'warn' });
    const settings = open();
    const save = () => settings.save([{ section: 'sync', member: 'chunk_size', value: 5000 }]);
    expect(save).toThrow(/sync\.chunk_size/);
    expect([json(configFile), settings.current().sync.chunk_size]).toEqual([{ log_level: 'warn' }, 1000]);
  });

  it.each([
    ['the environment', { SYNCFLOW_APISMITH_URL: 'http://fixed:1' }, 'SYNCFLOW_APISMITH_URL'],
    ['the environment', { SYNCFLOW_APISMITH_PROXY: 'http://proxy:1' }, 'SYNCFLOW_APISMITH_PROXY'],
  ])('that %s fixes is refused with the variable named', (_what, environment, variable) => {
    const settings = open(environment);
    const member = variable.endsWith('URL') ? 'url' : 'proxy';
    expect(settings.originOf(`apismith.${member}`)).toEqual({ source: 'environment', fixedBy: variable });
    expect(() => settings.save([{ section: 'apismith', member, value: 'http://other:1' }])).toThrow(variable);
  });
});

describe('a password', () => {
  it('goes to a file of its own that only the owner can read, and never to the settings file', () => {
    const settings = open();
    settings.save([{ section: 'apismith', member: 'username', value: 'u' }, password(SECRET)]);
    expect(settings.current().apismith.password).toBe(SECRET);
    expect([json(secretsFile), rightsOf(secretsFile)]).toEqual([{ apismith: { password: SECRET } }, 0o600]);
    expect(readFileSync(configFile, 'utf8')).not.toContain(SECRET);
    expect(open().current().apismith.password).toBe(SECRET);
  });

  it('leaves the settings file where it stood there before', () => {
    writeConfig({ apismith: { username: 'u', password: 'old' } });
    open().save([password(SECRET)]);
    expect([json(configFile), json(secretsFile)]).toEqual([
      { apismith: { username: 'u' } },
      { apismith: { password: SECRET } },
    ]);
  });

  it('is forgotten in both files', () => {
    writeConfig({ apismith: { username: 'u', password: 'old' } });
    writeSecrets({ apismith: { password: SECRET }, schedulehub: { password: 'kept' } });
    const settings = open();
    settings.save([password(undefined)]);
    expect(settings.current().apismith).toEqual({ username: 'u' });
    expect([json(configFile), json(secretsFile)]).toEqual([
      { apismith: { username: 'u' } },
      { schedulehub: { password: 'kept' } },
    ]);
  });

  it('of the secrets file comes before the settings file and after the environment', () => {
    writeConfig({ apismith: { password: 'from-config' }, schedulehub: { password: 'from-config' } });
    writeSecrets({ apismith: { password: 'from-secrets' } });
    expect(open().current()).toMatchObject({
      apismith: { password: 'from-secrets' },
      schedulehub: { password: 'from-config' },
    });
    expect(open({ SYNCFLOW_APISMITH_PASSWORD: 'from-env' }).current().apismith.password).toBe('from-env');
  });

  it.each([0o640, 0o604, 0o660])('is not read from a file with the rights %o', (rights) => {
    writeSecrets({ apismith: { password: SECRET } }, rights);
    expect(() => open()).toThrow('Let only its owner read and write it (rights 600).');
    expect(() => open({}, { platform: 'win32' })).not.toThrow();
  });

  it('in a secrets file that is damaged is not quoted', () => {
    writeFileSync(secretsFile, `{"apismith":{"password":"${SECRET}"`, { mode: 0o600 });
    let message = '';
    try {
      open();
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(secretsFile);
    expect(message).not.toContain(SECRET);
  });

  it('that the desktop lends is said to be its own, and is not saved here', () => {
    const settings = open({ SYNCFLOW_APISMITH_PASSWORD: SECRET }, { passwordsKeptBy: 'desktop' });
    expect(settings.originOf('apismith.password')).toEqual({ source: 'desktop', fixedBy: null });
    expect(() => settings.save([password('other')])).toThrow(
      /^The password of APISmith cannot be saved here: the desktop app keeps it/,
    );
  });
});

describe('a secrets file with something else in it', () => {
  it('is named with the place', () => {
    writeSecrets({ apismith: { pasword: 'x' } });
    expect(() => open()).toThrow(`The setting apismith.pasword in ${secretsFile} is not valid`);
  });
});

describe('the sandbox', () => {
  const SANDBOX = {
    apismith: { url: 'http://127.0.0.1:1/api/v1', username: 's', password: 'a' },
    schedulehub: { url: 'http://127.0.0.1:2/api/v1', username: 's', password: 'b' },
  };

  it('takes the place of both connections, whatever is set, and gives them back', () => {
    writeConfig({ apismith: { url: 'http://erp:1', username: 'u', proxy: 'http://proxy:3' } });
    const settings = open({ SYNCFLOW_SCHEDULEHUB_URL: 'http://hub:1' });
    const before = settings.current();
    settings.useSandbox(SANDBOX);
    for (const one of [settings, open({ SYNCFLOW_SCHEDULEHUB_URL: 'http://hub:1' })]) {
      expect([one.current().apismith, one.current().schedulehub]).toEqual([SANDBOX.apismith, SANDBOX.schedulehub]);
      expect([one.isSandboxOn(), one.originOf('apismith.url').source]).toEqual([true, 'sandbox']);
      expect(one.withoutSandbox()).toEqual(before);
    }
    expect(rightsOf(sandboxFile)).toBe(0o600);
    settings.useSandbox(null);
    expect([settings.current(), settings.isSandboxOn()]).toEqual([before, false]);
    expect(open({ SYNCFLOW_SCHEDULEHUB_URL: 'http://hub:1' }).current()).toEqual(before);
  });

  it('lets nothing be saved over it', () => {
    const settings = open();
    settings.useSandbox(SANDBOX);
    expect(() => settings.save([{ section: 'apismith', member: 'url', value: 'http://erp:1' }])).toThrow(
      /Stop the sandbox first/,
    );
  });
});
