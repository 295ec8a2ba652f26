// What must become of the sandbox's rows, and what became of them, by entity.

import type { Batch } from '../../engine/repositories/batch-repository.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';

type Fates = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** As the sandbox's own ledger says it. */
export function fatesOf(sandbox: Sandbox): Fates {
  const counts: Record<string, Record<string, number>> = {};
  for (const { entity, fate } of sandbox.control.ledger()) {
    const one = (counts[entity] ??= { delivered: 0, failed: 0, waiting: 0, duplicate: 0 });
    one[fate] = (one[fate] ?? 0) + 1;
  }
  return counts;
}

export function outcomesOf(batches: readonly Batch[]): Fates {
  return Object.fromEntries(
    batches.map(({ entityName, metrics: { inserted, skipped, updated, failed, waiting, duplicates } }) => [
      entityName,
      { delivered: inserted + skipped + updated, failed, waiting, duplicate: duplicates },
    ]),
  );
}
