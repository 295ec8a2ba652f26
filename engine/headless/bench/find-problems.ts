// Did a run do what it had to? So that a fast engine that is wrong fails. Pure.

import type { Content } from '../../../sandbox/bench/checksum.ts';
import type { SyncAnswer } from './engine-process.ts';
import type { Expected } from './scenarios.ts';

/** What differs from what must have come of the run, in sentences. */
export function findProblems(
  expected: Expected,
  batches: SyncAnswer['batches'],
  contents: Readonly<Record<string, Content>>,
): readonly string[] {
  const problems: string[] = [];
  for (const [entity, outcome] of Object.entries(expected.outcomes)) {
    const batch = batches.find((one) => one.entity === entity);
    if (batch === undefined) {
      problems.push(`${entity} was not synced`);
      continue;
    }
    const { inserted, updated, deleted, skipped, failed } = batch.metrics;
    const found = { status: batch.status, inserted, updated, deleted, skipped, failed };
    for (const [name, wanted] of Object.entries(outcome)) {
      const is = found[name as keyof typeof outcome]; // its own key
      if (is !== wanted) problems.push(`${entity}: ${name} is ${is}, not ${wanted}`);
    }
    if (batch.error !== null) problems.push(`${entity}: ${batch.error}`);
    problems.push(...batch.warnings.map((warning) => `${entity}: ${warning}`));
  }
  for (const [entity, wanted] of Object.entries(expected.contents)) {
    const held = contents[entity];
    if (held?.count !== wanted.count) {
      problems.push(`${entity}: ScheduleHub holds ${held?.count ?? 0} records, not ${wanted.count}`);
    } else if (held.checksum !== wanted.checksum) {
      problems.push(`${entity}: the hashes that ScheduleHub holds are not those of the rows`);
    }
  }
  return problems;
}
