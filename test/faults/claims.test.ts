// Records that a retry has claimed never stay claimed: neither after a crash, nor when another entity stands in the way.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryFailed } from '../../engine/operations/retry-failed.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import { goOn } from '../support/test-engine.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await startFlow();
  flow.servers.addTable(partsTable({ rows: partRows(10) }));
  await addEntity(flow, partEntity());
  await addEntity(flow, partEntity({ name: 'spare' }));
  for (const name of ['part', 'spare']) {
    flow.servers.schedulehub.entity(name).refuse = () => ({ code: 'closed', message: 'Not today.' });
  }
  await flow.engine.sync('all');
  for (const name of ['part', 'spare']) flow.servers.schedulehub.entity(name).refuse = null;
});
afterEach(() => flow.close());

const retry = () => retryFailed(flow.engine.services, { which: {}, mode: 'as_captured', steps: [], control: goOn });

describe('failed records that are claimed', () => {
  it('by a process that died are tried by the very next retry', async () => {
    const { failedRecords } = flow.engine.services.store;
    await failedRecords.claim({ entity: 'part' }, { limit: 10 });
    expect(await failedRecords.counts()).toMatchObject({ open: 10, retrying: 10 });
    expect(await retry()).toMatchObject({ claimed: 20, resolved: 20 });
  });

  it('go back when the entity of others among them is being synced', async () => {
    const { leases, failedRecords } = flow.engine.services.store;
    await leases.acquire({
      entityName: 'spare',
      batchUid: 'other',
      owner: 'plant-9:1:other',
      host: 'plant-9',
      pid: 1,
      processStarted: 'x',
      at: new Date().toISOString(),
      staleBefore: '',
      isOwnerGone: () => false,
    });
    await expect(retry()).rejects.toThrow(/spare is being synced already/);
    expect(await failedRecords.counts()).toMatchObject({ retrying: 0 });
    const before = await failedRecords.list({ entity: 'spare' }, { limit: 20 });
    expect(before.items.map(({ retryCount }) => retryCount)).toEqual(before.items.map(() => 0));
  });
});
