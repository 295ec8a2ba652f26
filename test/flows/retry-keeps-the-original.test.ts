import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryFailed } from '../../engine/operations/retry-failed.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createTestEngine, goOn, type TestEngine } from '../support/test-engine.ts';

describe('an edited record that fails again', () => {
  let sandbox: Sandbox;
  let engine: TestEngine;
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 1 });
    engine = await createTestEngine({ sandbox });
    await engine.importSandboxEntities(['product']);
    await engine.sync(['product'], { syncType: 'full' });
  });
  afterAll(async () => {
    await engine.close();
    await sandbox.close();
  });

  it('keeps its original row, its edit and its burned try', async () => {
    const { failedRecords } = engine.services.store;
    const { items } = await failedRecords.list({ code: 'enum' }, { limit: 1 });
    const [record] = items;
    if (record === undefined) throw new Error('The sandbox has a product with a bad status.');
    await failedRecords.savePatch(record.uid, JSON.stringify({ STATUS: 'A' }), '2026-11-24T00:00:00.000Z');
    const result = await retryFailed(engine.services, {
      which: [record.uid],
      mode: 'current_mapping',
      steps: [],
      control: goOn,
    });
    expect(result).toMatchObject({ claimed: 1, resolved: 0, failed: 1 });
    const after = await failedRecords.find(record.uid);
    expect(after).toMatchObject({ raw: record.raw, patch: '{"STATUS":"A"}', retryCount: 1, status: 'open' });
    expect(after?.message).toContain('"A" is not one of');
    expect(after?.tries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'sighted failed',
      'edited saved',
      'current_mapping failed',
    ]);
  });
});
