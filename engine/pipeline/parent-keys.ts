// The parents that ScheduleHub holds, for new children that leave as bytes: the ledger's keys in flat memory, loaded once
// enough of those children have come.
// Promises: says yes only to what the ledger held then; where it says no, the ledger is to be asked again.

import { KEY_BYTES, createKeySet, type KeySet } from '../record/key-set.ts';
import type { ParentRule } from '../record/operation.ts';
import { PARENT, type SealedParents } from '../record/sealed-page.ts';
import type { LedgerRepository } from '../repositories/ledger-repository.ts';

export interface ParentKeys {
  /** So many more new children have come. False: their parents have to be looked up. */
  prepare(children: number): Promise<boolean>;
  /** Whether all parents that the row at this place names were there. */
  hasAll(parents: SealedParents, place: number): boolean;
  /** Forgets the keys and gives their memory back at once. */
  clear(): void;
}

export interface ParentKeysNeeds {
  readonly rules: readonly ParentRule[];
  readonly ledger: Pick<LedgerRepository, 'count' | 'streamKeys'>;
  /** Rows that the source says it has. */
  readonly totalRows: () => number | null;
}

/** Far more parents than rows are not worth their memory, 21 bytes each. */
const PARENTS_PER_ROW = 4;
/** Loading a parent takes half a microsecond; looking it up for a child, and sending that by itself, nearly twenty. */
const PARENTS_PER_CHILD = 32;

export function createParentKeys({ rules, ledger, totalRows }: ParentKeysNeeds): ParentKeys {
  const entities = [...new Set(rules.map(({ entity }) => entity))];
  let counts: ReadonlyMap<string, number> | null = null;
  // The set of each rule's entity.
  let loaded: readonly KeySet[] | null = null;
  let come = 0;

  const count = async (): Promise<ReadonlyMap<string, number>> => {
    const found = new Map<string, number>();
    for (const entity of entities) found.set(entity, await ledger.count(entity));
    return found;
  };
  const load = async (parents: ReadonlyMap<string, number>): Promise<readonly KeySet[]> => {
    const sets = new Map<string, KeySet>();
    for (const [entity, expected] of parents) {
      const keys = createKeySet();
      keys.reserve(expected);
      for await (const block of ledger.streamKeys(entity)) keys.addAll(block);
      sets.set(entity, keys);
    }
    return rules.flatMap(({ entity }) => sets.get(entity) ?? []);
  };

  return {
    prepare: async (children) => {
      come += children;
      if (loaded !== null) return true;
      counts ??= await count();
      const parents = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const rows = Math.max(totalRows() ?? 0, come);
      if (parents > rows * PARENTS_PER_ROW || parents > come * PARENTS_PER_CHILD) return false;
      loaded = await load(counts);
      return true;
    },
    hasAll: ({ kinds, keys }, place) => {
      if (loaded === null) return false;
      let at = place * loaded.length;
      for (const set of loaded) {
        const kind = kinds[at];
        if (kind === PARENT.incomplete || (kind === PARENT.key && !set.hasBytes(keys, at * KEY_BYTES))) return false;
        at += 1;
      }
      return true;
    },
    clear: () => {
      for (const keys of loaded ?? []) keys.clear();
      [counts, loaded, come] = [null, null, 0];
    },
  };
}
