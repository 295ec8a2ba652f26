// The engine as a host builds it: clients follow the settings in force, and an older one lives until the end.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSettings } from '../../engine/config/live-settings.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { createMinimalServers } from '../support/minimal-servers/minimal-servers.ts';
import { silentLog, systemClock } from '../support/test-engine.ts';

describe('the engine', () => {
  it('uses a changed connection at once, and a client that was taken before goes on with its own', async () => {
    const [first, second] = [await createMinimalServers(), await createMinimalServers()];
    const folder = mkdtempSync(join(tmpdir(), 'syncflow-engine-'));
    const settings = openSettings({
      environment: { SYNCFLOW_SCHEDULEHUB_USERNAME: 'u', SYNCFLOW_SCHEDULEHUB_PASSWORD: 'p' },
      flags: { dataDir: folder },
    });
    const { username, password } = first.apismith;
    settings.save([
      { section: 'apismith', member: 'url', value: first.apismith.url },
      { section: 'apismith', member: 'username', value: username },
      { section: 'apismith', member: 'password', value: password },
    ]);
    const engine = await createEngine({
      settings: settings.current,
      clock: systemClock,
      log: silentLog,
      process: { host: 'plant', pid: 1, started: 'test', isGone: () => false },
      migrationsDir: join(import.meta.dirname, '../../migrations'),
    });
    onTestFinished(async () => {
      await engine.close();
      await first.close();
      await second.close();
      rmSync(folder, { recursive: true });
    });
    const taken = engine.services.apismith();
    expect(engine.services.apismith()).toBe(taken);
    settings.save([{ section: 'sync', member: 'chunk_size', value: 10 }]);
    expect([engine.services.apismith() === taken, engine.services.settings.sync.chunk_size]).toEqual([true, 10]);
    settings.save([
      { section: 'apismith', member: 'url', value: second.apismith.url },
      { section: 'apismith', member: 'password', value: second.apismith.password },
    ]);
    const renewed = engine.services.apismith();
    expect(renewed).not.toBe(taken);
    second.addTable({ slug: 'only_there', columns: [{ name: 'ID', type: 'VARCHAR2' }], rows: [] });
    expect((await renewed.listApis({ page: 1, pageSize: 10 })).items.map((api) => api.slug)).toEqual(['only_there']);
    expect((await taken.listApis({ page: 1, pageSize: 10 })).items).toEqual([]);
  });
});
