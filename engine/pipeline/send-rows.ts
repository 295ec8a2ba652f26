// Stages 6 to 8 for rows that have their identity: decide, resolve parents, hand over for sending.

import type { IdentifiedRow } from '../record/shapes.ts';
import { resolvePage } from '../stages/7-resolve.ts';
import { decideRows } from './decide-rows.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

export interface RowsToSend {
  readonly page: OpenPage;
  readonly rows: readonly IdentifiedRow[];
  readonly step: Step;
  /** Rows of one business key that beat others: how the ledger and the tally take them. */
  readonly duplicated?: { readonly hasDuplicate: boolean; readonly tallyAs: 'operation' | 'duplicate' };
}

export async function sendRows(run: Run, parts: RunParts, { page, rows, step, duplicated }: RowsToSend): Promise<void> {
  const decided = await step('delta', rows, async (all) => decideRows(run, parts, { page, rows: all, duplicated }));
  const resolved = await step('resolve', decided, async (records) => {
    const result = await resolvePage({ rules: run.parentRules, listExisting: parts.listParents }, records);
    parts.takeWaiting(page, result.waiting);
    return result;
  });
  await parts.send(page, resolved, duplicated);
}
