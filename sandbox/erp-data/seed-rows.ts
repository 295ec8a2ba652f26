// Chooses, by seed, which rows are truly bad and how: the sandbox's own record of what must become of every row.

import { createRandom } from '../exact/random.ts';
import type { DefectKind, ErpApi } from './erp-api.ts';

/** A row before it is shown: `version` is its row version's place in the order of changes. */
export interface SeedRow {
  readonly truth: string;
  readonly defect: DefectKind | null;
  readonly version: number;
}

/**
 * All rows of an API at the start. A `duplicate_key` row is an additional, older row with the key of a good one.
 * `badShare` is a share of the clean rows, 0 to 1.
 */
export function createSeedRows(
  api: ErpApi,
  truths: readonly string[],
  { seed, badShare }: { readonly seed: number; readonly badShare: number },
): SeedRow[] {
  const random = createRandom(`${seed}|bad|${api.slug}`);
  const badCount = Math.round(truths.length * badShare);
  const candidates = random.shuffle(truths.map((_truth, at) => at).filter((at) => !api.isProtected(truths[at] ?? '')));
  const kinds = random.shuffle(api.defectKinds);
  const defectAt = new Map<number, DefectKind>();
  candidates.slice(0, badCount).forEach((at, order) => defectAt.set(at, kinds[order % kinds.length] ?? 'target_only'));

  let nextId = Math.max(...truths.map((truth) => api.idOf(truth))) + 1;
  const copies: string[] = [];
  for (const [at, kind] of defectAt) {
    if (kind === 'duplicate_key') copies.push(api.copy(truths[at] ?? '', nextId++));
  }
  const older = copies.map((truth, at): SeedRow => ({ truth, defect: 'duplicate_key', version: at + 1 }));
  const rows = truths.map((truth, at): SeedRow => {
    const kind = defectAt.get(at) ?? null;
    const version = copies.length + at + 1;
    if (kind === null || kind === 'duplicate_key') return { truth, defect: null, version };
    return { truth: api.spoil(truth, kind), defect: kind, version };
  });
  return [...rows, ...older];
}
