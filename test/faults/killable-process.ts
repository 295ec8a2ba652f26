// One sync in a process of its own, which dies by SIGKILL where its order says: `node killable-process.ts '{…}'`.
// Prints `ready` before it begins and its batches as JSON when it lived to the end.

import { kill } from 'node:process';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import { retryFailed } from '../../engine/operations/retry-failed.ts';
import { applyApprovedDeletes } from '../../engine/operations/apply-deletes.ts';
import type { Services } from '../../engine/operations/services.ts';
import { startSync } from '../../engine/operations/start-sync.ts';
import type { Store } from '../../engine/repositories/store.ts';
import { createTestEngine, goOn } from '../support/test-engine.ts';
import type { KillOrder, KillPoint } from './kill-order.ts';

// The parent writes it as JSON of this very type.
const order = JSON.parse(process.argv[2] ?? '') as KillOrder;
const calls = new Map<KillPoint, number>();

/** Dies at the n-th passing of the point that was chosen. */
function pass(point: KillPoint): void {
  const count = (calls.get(point) ?? 0) + 1;
  calls.set(point, count);
  if (order.point === point && order.nth === count) kill(process.pid, 'SIGKILL');
}

function watchStore(store: Store): Store {
  return {
    ...store,
    fenced: async (lease, at, work) => {
      pass('before_write');
      const result = await store.fenced(lease, at, async (repos) => {
        const inner = await work(repos);
        pass('in_write');
        return inner;
      });
      pass('after_write');
      return result;
    },
  };
}

function watchServices(services: Services): Services {
  const client = services.schedulehub();
  const watched = <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      pass('before_send');
      const answer = call(...args);
      // The request is on its way; whether it arrives is not known.
      if (order.point === 'sending') setTimeout(() => pass('sending'), order.delayMs);
      const result = await answer;
      pass('after_send');
      return result;
    };
  };
  const hub = {
    ...client,
    batchInsert: watched(client.batchInsert),
    batchInsertBytes: watched(client.batchInsertBytes),
    batchUpdate: watched(client.batchUpdate),
    batchDelete: watched(client.batchDelete),
  };
  const source = services.apismith();
  const erp = {
    ...source,
    executeApi: async (...args: Parameters<typeof source.executeApi>) => {
      const page = await source.executeApi(...args);
      pass('after_fetch');
      return page;
    },
  };
  return { ...services, store: watchStore(services.store), schedulehub: () => hub, apismith: () => erp };
}

const engine = await createTestEngine({
  sandbox: order.servers,
  dataDir: order.dataDir,
  sync: order.settings,
  process: createProcessIdentity(),
  ...(order.pageThreadsFromRows === undefined ? {} : { pageThreadsFromRows: order.pageThreadsFromRows }),
});
const services = watchServices(engine.services);
process.stdout.write('ready\n');
switch (order.work.kind) {
  case 'sync': {
    const { entities, syncType, pageSize } = order.work;
    const batches = await startSync(services, {
      entities,
      syncType,
      pageSize,
      dryRun: false,
      startedBy: 'test',
      control: goOn,
    });
    process.stdout.write(`${JSON.stringify(batches)}\n`);
    break;
  }
  case 'retry':
    await retryFailed(services, { which: {}, mode: order.work.mode, steps: [1, 10], control: goOn });
    break;
  case 'approve':
    await applyApprovedDeletes(services, { entity: order.work.entity, bkHashes: 'all', control: goOn });
    break;
}
await engine.close();
