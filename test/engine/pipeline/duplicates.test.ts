import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWinner, createDeferredRows, type Rival } from '../../../engine/pipeline/duplicates.ts';
import { identifiedRow } from '../stages/rows.ts';

const rival = (sourceKey: string, rowversion: string | null): Rival => ({ sourceKey, rowversion });

describe('the winner among rows of one business key', () => {
  it.each([
    ['the newest row version', 'number', [rival('a', '9'), rival('b', '10')], 'b'],
    ['the newest beyond 2^53', 'number', [rival('a', '9007199254740993'), rival('b', '9007199254740992')], 'a'],
    ['a row version before none', 'number', [rival('a', null), rival('b', '1')], 'b'],
    ['the first by source key among equal versions', 'number', [rival('b', '7'), rival('a', '7')], 'a'],
    ['the first by source key among equal hex versions', 'hex', [rival('b', '0x0F'), rival('a', 'f')], 'a'],
    ['the first by source key without versions', null, [rival('b', null), rival('a', null)], 'a'],
    ['the newest time', 'timestamp', [rival('a', '2025-03-01 10:00:01'), rival('b', '2025-03-01 10:00:00')], 'a'],
  ] as const)('is %s', (_what, kind, [first, second], expected) => {
    expect(chooseWinner([first, second], kind).sourceKey).toBe(expected);
  });

  it('does not depend on the order the rows come in', () => {
    const versions = fc.constantFrom(null, '1', '2', '10', '2.0');
    const rivals = fc.uniqueArray(fc.record({ sourceKey: fc.string(), rowversion: versions }), {
      minLength: 1,
      selector: (one) => one.sourceKey,
    });
    fc.assert(
      fc.property(
        rivals.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.constantFrom('number' as const, null),
        ([all, shuffled], kind) => {
          const [first, ...rest] = all as [Rival, ...Rival[]];
          const [other, ...others] = shuffled as [Rival, ...Rival[]];
          // Without a row version in the source no row has one.
          const strip = (one: Rival): Rival => (kind === null ? { ...one, rowversion: null } : one);
          const winner = chooseWinner([strip(first), ...rest.map(strip)], kind);
          expect(chooseWinner([strip(other), ...others.map(strip)], kind)).toEqual(winner);
        },
      ),
      { seed: 2 },
    );
  });

  // Once the first reading won, though the row had changed by the second one.
  it('is the later reading where the very same row was read twice', () => {
    const [early, late] = [rival('a', null), rival('a', null)];
    expect(chooseWinner([early, late], null)).toBe(late);
    expect(chooseWinner([rival('a', '2'), rival('a', '1')], 'number').rowversion).toBe('2');
  });
});

describe('rows put off to the end of the read', () => {
  it('are kept by business key, in the order they came', () => {
    const deferred = createDeferredRows();
    const [a1, b, a2] = [
      identifiedRow({ id: 'A', sourceKey: '1' }),
      identifiedRow({ id: 'B' }),
      identifiedRow({ id: 'A', sourceKey: '2' }),
    ];
    deferred.add(a1, true);
    deferred.add(b, false);
    deferred.add(a2, false);
    expect([
      deferred.size,
      deferred.has(a1.identity.bkHash),
      deferred.has(identifiedRow({ id: 'C' }).identity.bkHash),
    ]).toEqual([3, true, false]);
    expect([...deferred.take().values()]).toEqual([
      { rows: [a1, a2], firstWasProcessed: true },
      { rows: [b], firstWasProcessed: false },
    ]);
    expect([deferred.size, deferred.has(a1.identity.bkHash), deferred.take().size]).toEqual([0, false, 0]);
  });
});
