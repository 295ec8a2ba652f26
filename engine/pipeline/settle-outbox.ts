// Before a run reads anything: chunks whose outcome a dead run never learned are looked up, never sent blindly again.

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
    await run.store.fenced(lease, isoNow(run.clock), async (repos) => {
      await repos.ledger.upsertMany(entity.name, learned);
      await repos.ledger.removeMany(entity.name, absent);
      await repos.pendingChildren.wake(
        entity.name,
        learned.map((row) => row.bkHash),
        isoNow(run.clock),
      );
      await repos.outbox.remove([chunk.chunkUid]);
    });
    records += chunk.bkHashes.length;
  }
  return records;
}
