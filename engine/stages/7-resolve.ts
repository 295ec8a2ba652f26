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
  // Once a record: the data of a sealed row are parsed anew whenever they are asked for.
  const parents = records.map(({ row: { identity } }) => parentsOf(needs.rules, identity.data));
  const existing = await lookUpParents(needs, parents.flat());
  const passed: ResolvedRecord[] = [];
  const waiting: WaitingRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const [at, record] of records.entries()) {
    const outcome = resolveOne(parents[at] ?? [], existing);
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

/** A parent as one of the rules finds it. */
interface FoundParent {
  readonly entity: string;
  readonly lookup: ParentLookup;
}

function parentsOf(rules: readonly ParentRule[], data: MappedData): readonly FoundParent[] {
  return rules.map((rule) => ({ entity: rule.entity, lookup: parentOf(rule, data) }));
}

type Outcome =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'waiting'; readonly parent: ParentKey }
  | { readonly kind: 'incomplete'; readonly entity: string; readonly field: string };

function resolveOne(parents: readonly FoundParent[], existing: ReadonlyMap<string, ReadonlySet<BkHash>>): Outcome {
  for (const { entity, lookup } of parents) {
    if (lookup.kind === 'incomplete') return { kind: 'incomplete', entity, field: lookup.missing[0] ?? '' };
    if (lookup.kind === 'key' && existing.get(entity)?.has(lookup.key.bkHash) !== true) {
      return { kind: 'waiting', parent: lookup.key };
    }
  }
  return { kind: 'resolved' };
}

async function lookUpParents(
  needs: ResolveNeeds,
  parents: readonly FoundParent[],
): Promise<ReadonlyMap<string, ReadonlySet<BkHash>>> {
  const wanted = new Map<string, Set<BkHash>>();
  for (const { entity, lookup } of parents) {
    if (lookup.kind !== 'key') continue;
    const hashes = wanted.get(entity) ?? new Set();
    wanted.set(entity, hashes.add(lookup.key.bkHash));
  }
  const existing = new Map<string, ReadonlySet<BkHash>>();
  for (const [entity, hashes] of wanted) existing.set(entity, await needs.listExisting(entity, [...hashes]));
  return existing;
}
