// A state database that fails in the middle of a run: what it could not store is never counted nor passed over.

import { afterEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../engine/failures/engine-error.ts';
import { startSync } from '../../engine/operations/start-sync.ts';
import type { Batch } from '../../engine/repositories/batch-repository.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import { goOn } from '../support/test-engine.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Syncs with a store whose n-th write of the run fails, as on a full disk; null where the run itself cannot end. */
async function syncWithFailingWrite(nth: number): Promise<Batch | null> {
  const { services } = flow.engine;
  let writes = 0;
  const store: typeof services.store = {
    ...services.store,
    fenced: (lease, at, work) => {
      writes += 1;
      if (writes === nth) return Promise.reject(new EngineError('unavailable', 'The disk is full.'));
      return services.store.fenced(lease, at, work);
    },
  };
  const request = { entities: ['part'], syncType: 'full', dryRun: false, pageSize: 10, startedBy: 'test' } as const;
  try {
    const [batch] = await startSync({ ...services, store }, { ...request, control: goOn });
    return batch ?? null;
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    return null;
  }
}

describe('a run whose n-th write fails', () => {
  for (const nth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    it(`counts no row whose fate is not stored (write ${nth})`, async () => {
      flow = await startFlow({ sync: { chunk_size: 7, chunks_in_flight: 2 } });
      const table = flow.servers.addTable(
        partsTable({ rows: partRows(40, (at) => (at % 5 === 1 ? { QTY: 'x' } : {})) }),
      );
      await addEntity(flow, partEntity());
      const batch = await syncWithFailingWrite(nth);
      const { store } = flow.engine.services;
      const stored = batch ?? (await store.batches.findUnfinished('part'));
      const failures = await store.failedRecords.count({ entity: 'part' });
      const ledger = await store.ledger.count('part');
      expect(stored?.metrics.failed).toBe(failures);
      expect(stored?.metrics.inserted).toBeLessThanOrEqual(ledger);

      const again = await flow.sync('part', { syncType: 'full', pageSize: 10 });
      expect([again.status, again.metrics.totalFetched, again.metrics.failed]).toEqual([
        'completed_with_failures',
        40,
        8,
      ]);
      expect(flow.records('part')).toHaveLength(32);
      expect(await store.failedRecords.count({ entity: 'part' })).toBe(8);
      expect(table.rows).toHaveLength(40);
    });
  }
});
