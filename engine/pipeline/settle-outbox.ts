// Before a run reads anything: chunks whose outcome a dead run never learned are looked up, never sent blindly again.

import { closeFailures } from './delete-absent.ts';
import { isoNow, type Run } from './run.ts';
import { lookUpTarget, toKnownRecord } from './target-lookup.ts';

/** Makes the ledger say what ScheduleHub holds for every record of an unsettled chunk; returns how many records. */
export async function settleOutbox(run: Run): Promise<number> {
  if (run.lease === null) return 0;
  const { lease, entity } = run;
  let records = 0;
  for (const chunk of await run.store.outbox.listByEntity(entity.name)) {
    const held = await lookUpTarget(run, chunk.bkHashes);
    const before = await run.store.ledger.findMany(entity.name, chunk.bkHashes);
    const learned = [...held.values()]
      .filter((record) => before.get(record.bkHash)?.dataHash !== record.dataHash)
      .map((record) => toKnownRecord(run, record));
    const absent = chunk.bkHashes.filter((bkHash) => !held.has(bkHash));
    const gone =
      chunk.operation === 'DELETE' ? absent.map((key) => ({ sourceKey: null, ...before.get(key), bkHash: key })) : [];
    const at = isoNow(run.clock);
    await run.store.fenced(lease, at, async (repos) => {
      await repos.ledger.upsertMany(entity.name, learned);
      await repos.ledger.removeMany(entity.name, absent);
      if (gone.length > 0) {
        await repos.heldDeletes.remove(entity.name, absent);
        await closeFailures(repos, { entityName: entity.name, gone, at });
      }
      const parents = learned.map((row) => row.bkHash);
      await repos.pendingChildren.wake(entity.name, parents, at);
      await repos.failedRecords.dueForParents(entity.name, parents, at);
      await repos.outbox.remove([chunk.chunkUid]);
    });
    records += chunk.bkHashes.length;
  }
  return records;
}
