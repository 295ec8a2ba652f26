// Stage 7: a record is sent only when ScheduleHub holds all its parents; else it waits under the first one missing.

import { reject } from '../failures/reject.ts';
import { bkHash } from '../record/bk-hash.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { DecidedRecord, ParentKey, ParentRule, ResolvedRecord, WaitingRecord } from '../record/operation.ts';
import { reference } from '../record/reference.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import type { BkHash, MappedData, Value } from '../record/shapes.ts';
import { rejectIdentified } from './rejected.ts';

export type ParentLookup =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: ParentKey }
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] };

/** The parent that a record's data names; none where all its fields are null. */
export function parentOf(rule: ParentRule, data: Readonly<Record<string, Value>>): ParentLookup {
  const values = rule.childFields.map((field) => data[field] ?? null);
  const missing = rule.childFields.filter((_, index) => values[index] === null);
  if (missing.length === values.length) return { kind: 'none' };
  if (missing.length > 0) return { kind: 'incomplete', missing };
  return {
    kind: 'key',
    key: {
      entity: rule.entity,
      bkHash: bkHash(canonicalJson(values)),
      reference: reference(
        rule.parentFields,
        Object.fromEntries(rule.parentFields.map((field, index) => [field, values[index] ?? null])),
      ),
    },
  };
}

export interface ResolveNeeds {
  readonly rules: readonly ParentRule[];
  /** Which of these parents ScheduleHub holds. */
  readonly listExisting: (entity: string, bkHashes: readonly BkHash[]) => Promise<ReadonlySet<BkHash>>;
}

export interface ResolveResult {
  readonly passed: readonly ResolvedRecord[];
  readonly waiting: readonly WaitingRecord[];
  readonly rejected: readonly RejectedRecord[];
}

export async function resolvePage(needs: ResolveNeeds, records: readonly DecidedRecord[]): Promise<ResolveResult> {
  // Safe: without parents every decided record is a resolved one.
  if (needs.rules.length === 0) return { passed: records as unknown as ResolvedRecord[], waiting: [], rejected: [] };
  const existing = await lookUpParents(needs, records);
  const passed: ResolvedRecord[] = [];
  const waiting: WaitingRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const outcome = resolveOne(needs.rules, record.row.identity.data, existing);
    switch (outcome.kind) {
      case 'resolved':
        // Safe: this is the place that gives the brand.
        passed.push(record as unknown as ResolvedRecord);
        break;
      case 'waiting':
        waiting.push({ row: record.row, parent: outcome.parent });
        break;
      case 'incomplete':
        rejected.push(
          rejectIdentified(
            record.row,
            reject(
              'resolve',
              'parent_missing',
              outcome.field,
              `The key of the parent ${outcome.entity} is incomplete: ${outcome.field} is empty while other parts are not.`,
            ),
            { operation: record.operation },
          ),
        );
        break;
    }
  }
  return { passed, waiting, rejected };
}

type Outcome =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'waiting'; readonly parent: ParentKey }
  | { readonly kind: 'incomplete'; readonly entity: string; readonly field: string };

function resolveOne(
  rules: readonly ParentRule[],
  data: MappedData,
  existing: ReadonlyMap<string, ReadonlySet<BkHash>>,
): Outcome {
  for (const rule of rules) {
    const parent = parentOf(rule, data);
    if (parent.kind === 'incomplete')
      return { kind: 'incomplete', entity: rule.entity, field: parent.missing[0] ?? '' };
    if (parent.kind === 'key' && existing.get(rule.entity)?.has(parent.key.bkHash) !== true) {
      return { kind: 'waiting', parent: parent.key };
    }
  }
  return { kind: 'resolved' };
}

async function lookUpParents(
  needs: ResolveNeeds,
  records: readonly DecidedRecord[],
): Promise<ReadonlyMap<string, ReadonlySet<BkHash>>> {
  const wanted = new Map<string, Set<BkHash>>();
  for (const record of records) {
    for (const rule of needs.rules) {
      const parent = parentOf(rule, record.row.identity.data);
      if (parent.kind !== 'key') continue;
      const hashes = wanted.get(rule.entity) ?? new Set();
      wanted.set(rule.entity, hashes.add(parent.key.bkHash));
    }
  }
  const existing = new Map<string, ReadonlySet<BkHash>>();
  for (const [entity, hashes] of wanted) existing.set(entity, await needs.listExisting(entity, [...hashes]));
  return existing;
}
