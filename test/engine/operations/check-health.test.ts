import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSettings } from '../../../engine/config.ts';
import { checkHealth, type HealthCheck } from '../../../engine/operations/check-health.ts';
import type { Store } from '../../../engine/repositories/store.ts';
import { silentLog, systemClock } from '../../support/test-engine.ts';
import { createOfflineEngine } from './offline-engine.ts';

interface Illness {
  readonly dataDir: string;
  readonly now?: number;
  readonly store?: Store;
  readonly environment?: Record<string, string>;
}

async function check({ dataDir, now, store, environment }: Illness): Promise<readonly HealthCheck[]> {
  const settings = { ...loadSettings({ environment: environment ?? {}, flags: { dataDir: tmpdir() } }), data_dir: dataDir, state_url: `sqlite:${join(dataDir, 'syncflow.db')}` }; // prettier-ignore
  const { checks } = await checkHealth({
    settings,
    clock: now === undefined ? systemClock : { ...systemClock, now: () => now },
    log: silentLog,
    migrationsDir: join(import.meta.dirname, '../../../migrations'),
    signal: new AbortController().signal,
    withStore: (work) => work(store as Store),
  });
  return checks;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'syncflow-health-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function statusOf(checks: readonly HealthCheck[], area: HealthCheck['area']): string {
  return checks
    .filter((one) => one.area === area)
    .map((one) => `${one.status} ${one.name}`)
    .join(', ');
}

describe('the health check', () => {
  it('finds a fresh place in order but for the connections', async () => {
    const checks = await check({ dataDir: join(folder(), 'new') });
    expect(statusOf(checks, 'data directory')).toBe('ok folder');
    expect(statusOf(checks, 'state')).toBe('ok missing');
    expect(statusOf(checks, 'apismith')).toBe('failed settings');
    expect(statusOf(checks, 'schedulehub')).toBe('failed settings');
    expect(statusOf(checks, 'clock')).toBe('ok time');
    expect(statusOf(checks, 'entities')).toBe('');
  });

  it('finds a file where the folder should be, and a state that is none', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'syncflow.db'), 'a letter');
    expect(statusOf(await check({ dataDir }), 'state')).toBe('failed unreadable');
    expect(statusOf(await check({ dataDir: join(dataDir, 'syncflow.db') }), 'data directory')).toBe('failed folder');
  });

  it('finds a clock that was never set', async () => {
    expect(statusOf(await check({ dataDir: folder(), now: 0 }), 'clock')).toBe('failed time');
  });

  it('goes the way to a system step by step', async () => {
    const environment = { SYNCFLOW_APISMITH_URL: 'http://127.0.0.1:9/api/v1', SYNCFLOW_APISMITH_USERNAME: 'me', SYNCFLOW_APISMITH_PASSWORD: 'pw' }; // prettier-ignore
    const checks = await check({ dataDir: folder(), environment });
    expect(statusOf(checks, 'apismith')).toBe('ok address, ok name, failed tcp, skipped tls, skipped login, skipped rights'); // prettier-ignore
  });

  it('finds entities that are missing or no longer fit together', async () => {
    const { services, dataDir, importSandboxEntities } = await createOfflineEngine();
    const { store } = services;
    expect(statusOf(await check({ dataDir, store }), 'entities')).toBe('warning none');
    await importSandboxEntities(['product', 'bom_component']);
    expect(statusOf(await check({ dataDir, store }), 'entities')).toBe('ok bom_component, ok product');
    await store.entities.remove('product');
    const checks = await check({ dataDir, store });
    expect(statusOf(checks, 'entities')).toBe('failed bom_component');
    expect(checks.find((one) => one.area === 'entities')?.message).toContain('There is no entity product');
  });
});
