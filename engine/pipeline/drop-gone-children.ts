// Waiting children whose row a complete read no longer found, or found with another business key: they would be sent
// although the ERP has dropped them.

import { incompleteness, type ReadPosition } from '../stages/1-fetch.ts';
import { canReadAgain, withoutLiving } from './read-again.ts';
import { isoNow, type Run } from './run.ts';
import type { RunParts } from './run-parts.ts';

/** Drops them and says how many; keeps every child whose row may still be there. */
export async function dropGoneChildren(run: Run, parts: RunParts, position: ReadPosition | null): Promise<void> {
  if (run.lease === null || run.batch.syncType === 'incremental' || position === null) return;
  if (incompleteness(position, run.api) !== null) return;
  const { name } = run.entity;
  const unseen = (await run.store.pendingChildren.listKeys(name)).filter((key) => !parts.seen.has(key));
  if (unseen.length === 0) return;
  const children = [...(await run.store.pendingChildren.findMany(name, unseen)).values()];
  // Where no key columns tell the rows apart, one that failed before it had a business key may be any of them.
  const suspects = children.filter(({ sourceKey }) => canReadAgain(run, sourceKey) || parts.unidentified.size === 0);
  const gone = await withoutLiving(run, suspects);
  if (gone.length === 0) return;
  const keys = gone.map(({ bkHash }) => bkHash);
  await run.store.fenced(run.lease, isoNow(run.clock), (repos) => repos.pendingChildren.removeMany(name, keys));
  parts.warn(`${gone.length} record(s) wait no longer for their parents: their rows are gone from the source.`);
}
