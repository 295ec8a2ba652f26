// The ledger in flat memory against a plain map, and the keys that a run marks in it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLedgerIndex, openLedgerIndex, type LedgerIndex } from '../../../engine/ledger/ledger-index.ts';
import { createSeenKeys } from '../../../engine/ledger/seen-keys.ts';
import type { BkHash } from '../../../engine/record/shapes.ts';

// A hash of 32 hex digits; a few beginnings, so that many keys want the same place.
const key = fc
  .tuple(fc.constantFrom('00000000', 'ffffffff', '80000000', '12345678'), fc.stringMatching(/^[0-9a-f]{24}$/))
  .map((parts) => parts.join('') as BkHash);
const print = fc.stringMatching(/^[0-9a-f]{32}$/);
const ledger = fc.dictionary(key, fc.oneof(print, fc.constant('0'.repeat(32))), { maxKeys: 300 });

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

async function* blocksOf(entries: readonly (readonly [string, string])[]): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < entries.length; at += 7) {
    yield Buffer.from(
      entries
        .slice(at, at + 7)
        .flat()
        .join(''),
      'hex',
    );
  }
}

function load(of: Readonly<Record<string, string>>): Promise<LedgerIndex> {
  const entries = Object.entries(of).sort();
  return loadLedgerIndex(entries.length, blocksOf(entries));
}

describe('the ledger index', () => {
  it('finds every key of the ledger and no other, also when opened anew', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, fc.array(key, { maxLength: 50 }), async (of, others) => {
        const loaded = await load(of);
        expect(loaded.size).toBe(Object.keys(of).length);
        for (const index of [loaded, openLedgerIndex(loaded)]) {
          for (const [known, its] of Object.entries(of)) {
            const place = index.placeOf(known as BkHash);
            expect(index.keyAt(place)).toBe(known);
            expect(index.isUnchanged(place, bytes(its))).toBe(its !== '0'.repeat(32));
            expect(index.isUnchanged(place, bytes('1'.repeat(32)))).toBe(its === '1'.repeat(32));
          }
          for (const other of others) expect(index.has(other)).toBe(Object.hasOwn(of, other));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('seen keys', () => {
  it('are the same keys before and after the index is attached', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('add', 'place', 'bytes'), key), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(ledger, steps, fc.nat(60), async (of, todo, attachAt) => {
        const index = await load(of);
        const model = new Set<string>();
        const seen = createSeenKeys();
        const known = Object.keys(of) as BkHash[];
        for (const [at, [how, fresh]] of todo.entries()) {
          if (at === attachAt) seen.attach(index);
          // Every other key is one of the ledger.
          const one = (at % 2 === 0 ? known[at % Math.max(1, known.length)] : undefined) ?? fresh;
          const isNew = !model.has(one);
          model.add(one);
          if (how === 'bytes') seen.addAll(Buffer.from(one, 'hex'));
          else if (how === 'place' && at > attachAt && index.has(one))
            expect(seen.addPlace(index.placeOf(one))).toBe(isNew);
          else expect(seen.add(one)).toBe(isNew);
          expect(seen.has(one)).toBe(true);
        }
        expect(seen.size).toBe(model.size);
        if (attachAt < todo.length) {
          expect(seen.listUnseen().toSorted()).toEqual(known.filter((one) => !model.has(one)).sort());
        }
        seen.clear();
        expect([seen.size, seen.listUnseen().length]).toEqual([0, 0]);
        for (const one of model) expect(seen.has(one as BkHash)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
