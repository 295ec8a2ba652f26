import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSettings } from '../../../engine/config.ts';
import { toClientOptions } from '../../../engine/operations/connection-options.ts';
import { silentLog, systemClock } from '../../support/test-engine.ts';

function options(environment: Record<string, string>, change: object = {}) {
  const settings = loadSettings({ environment, flags: { dataDir: tmpdir() } });
  const apismith = { ...settings.apismith, ...change };
  return toClientOptions('apismith', { settings: { ...settings, apismith }, clock: systemClock, log: silentLog });
}
const FULL = {
  SYNCFLOW_APISMITH_URL: 'http://erp:8010/api/v1',
  SYNCFLOW_APISMITH_USERNAME: 'me',
  SYNCFLOW_APISMITH_PASSWORD: 'secret',
};

describe('the options of a connection', () => {
  it('are taken from the settings, with the certificates of the plant', () => {
    const folder = mkdtempSync(join(tmpdir(), 'syncflow-ca-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'ca.pem'), 'PEM');
    expect(options(FULL, { ca_file: join(folder, 'ca.pem'), proxy: 'http://proxy:3128' })).toMatchObject({
      baseUrl: 'http://erp:8010/api/v1',
      username: 'me',
      password: 'secret',
      ca: 'PEM',
      proxy: 'http://proxy:3128',
    });
  });

  it('name everything that is missing, and no other', () => {
    const { SYNCFLOW_APISMITH_URL: url } = FULL;
    expect(() => options({ SYNCFLOW_APISMITH_URL: url })).toThrow(
      'The connection to APISmith is not set up: user name, password missing. Nothing was changed. Enter it under Connections.',
    );
    expect(() => options({})).toThrow('address, user name, password missing');
  });
});
