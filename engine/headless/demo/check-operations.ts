// Were the changes in the ERP answered with exactly the operations they call for? Pure.

import type { Batch } from '../../repositories/batch-repository.ts';

export interface ExpectedOperations {
  readonly entity: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

type Ran = Pick<Batch, 'entityName' | 'metrics'>;

/** `incremental` must insert and update, `full` after it only delete; one sentence for each figure that differs. */
export function checkOperations(
  expected: readonly ExpectedOperations[],
  incremental: readonly Ran[],
  full: readonly Ran[],
): readonly string[] {
  return expected.flatMap(({ entity, inserted, updated, deleted }) => [
    ...compare(`the incremental sync of ${entity}`, find(incremental, entity), { inserted, updated, deleted: 0 }),
    ...compare(`the full sync of ${entity}`, find(full, entity), { inserted: 0, updated: 0, deleted }),
  ]);
}

function find(batches: readonly Ran[], entity: string): Ran | undefined {
  return batches.find((batch) => batch.entityName === entity);
}

function compare(
  what: string,
  batch: Ran | undefined,
  expected: Readonly<Record<'inserted' | 'updated' | 'deleted', number>>,
): readonly string[] {
  return (['inserted', 'updated', 'deleted'] as const).flatMap((operation) => {
    const found = batch?.metrics[operation] ?? 0;
    return found === expected[operation] ? [] : [`${what} ${operation} ${found} records, not ${expected[operation]}`];
  });
}
