import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BkHash } from '../../../engine/record/shapes.ts';
import {
  createAuditSample,
  decideOperation,
  decidePage,
  refresh,
  type Decision,
  type DeltaPolicy,
  type KnownRecord,
} from '../../../engine/stages/6-delta.ts';
import { identifiedRow, knownAs } from './rows.ts';

const STRATEGIES = ['auto', 'hash', 'rowversion'] as const;
type Strategy = (typeof STRATEGIES)[number];

function policyOf(strategy: Strategy, more: Partial<DeltaPolicy> = {}): DeltaPolicy {
  return {
    strategy,
    rowversionKind: 'number',
    mappingVersion: 1,
    olderIsStale: false,
    isAudited: () => false,
    ...more,
  };
}

const row = identifiedRow({ data: { name: 'new' }, rowversion: '10' });
const other = identifiedRow({ data: { name: 'old' } });

/** What the ledger holds of `row`: the same or other data, with a row version. */
function known(data: 'same' | 'other', rowversion: string | null, more: Partial<KnownRecord> = {}): KnownRecord {
  const dataHash = data === 'same' ? row.identity.dataHash : other.identity.dataHash;
  return knownAs(row, { dataHash, rowversion, ...more });
}

const update = (isAuditHit = false): Decision => ({
  kind: 'update',
  targetUid: known('same', null).targetUid,
  isAuditHit,
});
const skip = (refreshes: boolean, isStale = false): Decision => ({ kind: 'skip', refresh: refreshes, isStale });
const COMPARE: Decision = { kind: 'compare_with_target' };

describe('a record that the ledger does not know', () => {
  it.each(STRATEGIES)('is inserted under the strategy %s', (strategy) => {
    expect(decideOperation(row, undefined, policyOf(strategy))).toEqual({ kind: 'insert' });
  });
});

describe('a known record', () => {
  // Its row version is 10; "newer" means that the ledger holds 9.
  const TABLE: readonly (readonly [Strategy, string, 'same' | 'other', string | null, Decision])[] = [
    ['rowversion', 'newer', 'same', '9', update()],
    ['rowversion', 'newer', 'other', '9', update()],
    ['rowversion', 'equal', 'same', '10', skip(false)],
    ['rowversion', 'equal', 'other', '10', skip(false)],
    ['rowversion', 'older', 'same', '11', skip(false, true)],
    ['rowversion', 'older', 'other', '11', skip(false, true)],
    ['rowversion', 'not comparable', 'same', null, skip(true)],
    ['rowversion', 'not comparable', 'other', null, update()],
    ['hash', 'newer', 'same', '9', skip(true)],
    ['hash', 'newer', 'other', '9', update()],
    ['hash', 'equal', 'same', '10', skip(false)],
    ['hash', 'equal', 'other', '10', update()],
    ['hash', 'older', 'same', '11', skip(true)],
    ['hash', 'older', 'other', '11', update()],
    ['auto', 'newer', 'same', '9', skip(true)],
    ['auto', 'newer', 'other', '9', update()],
    ['auto', 'equal', 'same', '10', skip(false)],
    ['auto', 'equal', 'other', '10', skip(false)],
    ['auto', 'older', 'same', '11', skip(true)],
    ['auto', 'older', 'other', '11', update()],
    ['auto', 'not comparable', 'same', null, skip(true)],
    ['auto', 'not comparable', 'other', null, update()],
  ];

  it.each(TABLE)('under %s, with a row version that is %s and %s data', (strategy, _order, data, version, decision) => {
    expect(decideOperation(row, known(data, version), policyOf(strategy))).toEqual(decision);
  });

  it('is found out by the audit where its data changed under an equal row version', () => {
    const audited = policyOf('auto', { isAudited: () => true });
    expect(decideOperation(row, known('other', '10'), audited)).toEqual(update(true));
    expect(decideOperation(row, known('same', '10'), audited)).toEqual(skip(false));
  });

  it('teaches the ledger its source key where that is another', () => {
    const before = known('same', '10', { sourceKey: null });
    for (const strategy of STRATEGIES) {
      expect(decideOperation(row, before, policyOf(strategy))).toEqual(skip(true));
    }
  });

  it('is compared by hash where the source has no row version', () => {
    const policy = policyOf('hash', { rowversionKind: null });
    const plain = identifiedRow({ data: { name: 'new' } });
    expect(decideOperation(plain, known('other', null), policy)).toEqual(update());
    expect(decideOperation(plain, known('same', null), policy)).toEqual(skip(false));
  });

  it.each(STRATEGIES)('of another business key under the same hash is refused under %s', (strategy) => {
    const before = known('same', '10', { businessKey: '["other"]' });
    expect(decideOperation(row, before, policyOf(strategy))).toEqual({ kind: 'collision' });
  });

  it('that was adopted without its key fields goes by its hash', () => {
    const before = known('same', null, { businessKey: '' });
    expect(decideOperation(row, before, policyOf('auto'))).toEqual(skip(true));
  });
});

describe('a record known under another mapping version', () => {
  it.each(STRATEGIES)('is not sent again under %s while its data are the same', (strategy) => {
    for (const version of ['9', '10', null]) {
      expect(decideOperation(row, known('same', version, { mappingVersion: 7 }), policyOf(strategy))).toEqual(
        skip(true),
      );
    }
  });

  it.each(STRATEGIES)('is held against ScheduleHub itself under %s where the hashes differ', (strategy) => {
    for (const version of ['9', '10', null]) {
      expect(decideOperation(row, known('other', version, { mappingVersion: 7 }), policyOf(strategy))).toEqual(COMPARE);
    }
  });

  it.each(STRATEGIES)('is held against ScheduleHub under %s where its hash has another spec', (strategy) => {
    expect(decideOperation(row, known('same', '10', { hashSpec: 'jcs-0' }), policyOf(strategy))).toEqual(COMPARE);
  });
});

describe('a capture that is older than what was delivered', () => {
  it.each(STRATEGIES)('is stale under %s, whatever its data', (strategy) => {
    const policy = policyOf(strategy, { olderIsStale: true });
    expect(decideOperation(row, known('other', '11'), policy)).toEqual(skip(false, true));
    expect(decideOperation(row, known('same', '11'), policy)).toEqual(skip(false, true));
  });

  // Once, such a capture was compared with ScheduleHub and then overwrote the newer data there.
  it.each(STRATEGIES)('is stale under %s although the mapping or the hash spec changed since', (strategy) => {
    const policy = policyOf(strategy, { olderIsStale: true });
    for (const change of [{ mappingVersion: 7 }, { hashSpec: 'jcs-0' }]) {
      expect(decideOperation(row, known('other', '11', change), policy)).toEqual(skip(false, true));
      expect(decideOperation(row, known('same', '11', change), policy)).toEqual(skip(false, true));
    }
  });

  it('is stale in a sync by row version too, although the mapping changed since', () => {
    const before = known('other', '11', { mappingVersion: 7 });
    expect(decideOperation(row, before, policyOf('rowversion'))).toEqual(skip(false, true));
  });

  it('is sent where it is as new or newer', () => {
    const policy = policyOf('hash', { olderIsStale: true });
    expect(decideOperation(row, known('other', '10'), policy)).toEqual(update());
    expect(decideOperation(row, known('other', '9'), policy)).toEqual(update());
  });
});

describe('row versions', () => {
  it.each([
    ['number', '9007199254740993', '9007199254740992'],
    ['number', '1.10', '1.9'],
    ['timestamp', '2025-03-01 10:00:00.000000002', '2025-03-01 10:00:00.000000001'],
    ['hex', '00000000000007D2', '7d1'],
  ] as const)('of kind %s are told apart to their last digit: %s after %s', (rowversionKind, newer, older) => {
    const [a, b] = newer === '1.10' ? [older, newer] : [newer, older];
    const policy = policyOf('rowversion', { rowversionKind });
    const newRow = identifiedRow({ rowversion: a });
    expect(decideOperation(newRow, knownAs(newRow, { rowversion: b }), policy).kind).toBe('update');
    const oldRow = identifiedRow({ rowversion: b });
    expect(decideOperation(oldRow, knownAs(oldRow, { rowversion: a }), policy)).toEqual(skip(false, true));
  });

  it('that are written otherwise but equal are equal', () => {
    const policy = policyOf('rowversion', { rowversionKind: 'hex' });
    const late = identifiedRow({ rowversion: '0x7D1' });
    expect(decideOperation(late, knownAs(late, { rowversion: '00000000000007d1' }), policy)).toEqual(skip(true));
  });
});

describe('a page', () => {
  const rows = ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => identifiedRow({ id, data: { n: 1 }, rowversion: '5' }));
  const [a, b, c, d, e, f] = rows as [typeof row, typeof row, typeof row, typeof row, typeof row, typeof row];
  const ledger = new Map(
    [
      knownAs(b, { rowversion: '4', dataHash: other.identity.dataHash }),
      knownAs(c),
      knownAs(d, { rowversion: '4' }),
      knownAs(e, { mappingVersion: 7, dataHash: other.identity.dataHash }),
      knownAs(f, { businessKey: '["G"]' }),
    ].map((record) => [record.bkHash, record]),
  );

  it('is parted into what is sent, skipped, refreshed, compared and refused', () => {
    const result = decidePage(rows, ledger, policyOf('auto'));
    expect(result.decided).toEqual([
      { row: a, operation: 'INSERT', targetUid: null },
      { row: b, operation: 'UPDATE', targetUid: 'uid of id=B' },
    ]);
    expect(result.skipped).toEqual([c, d]);
    expect(result.refreshed).toEqual([knownAs(d)]);
    expect(result.toCompare).toEqual([e]);
    expect(result.rejected.map(({ bkHash, rejects }) => [bkHash, rejects[0].stage, rejects[0].code])).toEqual([
      [f.identity.bkHash, 'delta', 'business_key_collision'],
    ]);
    expect(result.rejected[0]?.rejects[0].message).toContain('["F"] and ["G"]');
    expect([result.stale, result.auditHits]).toEqual([[], 0]);
  });

  it('counts what the audit finds', () => {
    const tampered = new Map([[c.identity.bkHash, knownAs(c, { dataHash: other.identity.dataHash })]]);
    const result = decidePage([c], tampered, policyOf('auto', { isAudited: () => true }));
    expect([result.auditHits, result.decided.length]).toEqual([1, 1]);
  });

  it('gives every row exactly one outcome, and none to be sent twice', () => {
    const someKnown = fc.option(
      fc.record({
        rowversion: fc.constantFrom('4', '5', '6', null),
        dataHash: fc.constantFrom(a.identity.dataHash, other.identity.dataHash),
        mappingVersion: fc.constantFrom(1, 7),
        hashSpec: fc.constantFrom('jcs-1', 'jcs-0'),
      }),
      { nil: null },
    );
    const policy = fc.record({
      strategy: fc.constantFrom(...STRATEGIES),
      olderIsStale: fc.boolean(),
      audited: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(someKnown, { minLength: 6, maxLength: 6 }),
        policy,
        (records, { strategy, olderIsStale, audited }) => {
          const map = new Map<BkHash, KnownRecord>();
          for (const [index, record] of records.entries()) {
            const of = rows[index];
            if (of !== undefined && record !== null) map.set(of.identity.bkHash, knownAs(of, record));
          }
          const result = decidePage(rows, map, policyOf(strategy, { olderIsStale, isAudited: () => audited }));
          const outcomes = [
            ...result.decided.map((record) => record.row),
            ...result.skipped,
            ...result.stale,
            ...result.toCompare,
          ];
          expect(new Set(outcomes)).toEqual(new Set(rows));
          expect(outcomes).toHaveLength(rows.length);
          // Once delivered, the same page again sends nothing, whatever was known before.
          const after = new Map(rows.map((one) => [one.identity.bkHash, knownAs(one)]));
          const again = decidePage(rows, after, policyOf(strategy, { olderIsStale, isAudited: () => audited }));
          expect([again.decided, again.toCompare, again.refreshed]).toEqual([[], [], []]);
        },
      ),
      { seed: 6 },
    );
  });
});

describe('a refreshed ledger row', () => {
  it('keeps its uid and its duplicate mark, and learns the rest', () => {
    const before = knownAs(row, {
      rowversion: '1',
      sourceKey: null,
      mappingVersion: 7,
      hasDuplicate: true,
      hashSpec: 'x',
    });
    expect(refresh(before, row, 8)).toEqual(knownAs(row, { hasDuplicate: true, mappingVersion: 8 }));
  });
});

describe('the audit sample', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => identifiedRow({ id: `K${index}` }).identity.bkHash);

  it('takes the first thousand, then about one in 64', () => {
    const isAudited = createAuditSample(42);
    const taken = keys.map(isAudited);
    expect(taken.slice(0, 1000).every(Boolean)).toBe(true);
    const share = taken.slice(1000).filter(Boolean).length / 19_000;
    expect(share).toBeGreaterThan(1 / 80);
    expect(share).toBeLessThan(1 / 52);
  });

  it('is the same for the same seed and another for another', () => {
    const sampleOf = (seed: number) => keys.map(createAuditSample(seed)).map(Number).join('');
    expect(sampleOf(1)).toBe(sampleOf(1));
    expect(sampleOf(1)).not.toBe(sampleOf(2));
  });
});
