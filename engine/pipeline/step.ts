// The step runner: runs one stage on rows, times it, counts it, and keeps what it rejected with the page.
// The only place where a rejected record leaves the line.

import type { Stage } from '../failures/codes.ts';
import type { StageResult } from '../record/rejected-record.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';

export type Step = <In, Out>(
  stage: Stage,
  rows: readonly In[],
  work: (rows: readonly In[]) => StageResult<Out> | Promise<StageResult<Out>>,
) => Promise<readonly Out[]>;

export function createStep(run: Run, parts: RunParts, page: OpenPage): Step {
  return async (stage, rows, work) => {
    const started = run.clock.monotonic();
    const { passed, rejected } = await work(rows);
    page.rejected.push(...rejected);
    page.tally.failed += rejected.length;
    for (const record of rejected) parts.see(page, record);
    parts.totals.addStage(stage, {
      rowsIn: rows.length,
      rowsOut: passed.length,
      failed: rejected.length,
      ms: run.clock.monotonic() - started,
    });
    return passed;
  };
}
