import { describe, expect, it } from 'vitest';
import { reject } from '../../../engine/failures/reject.ts';
import {
  createPendingFate,
  deleteKeyOf,
  recordKeyOf,
  type PendingFateNeeds,
  type Retry,
} from '../../../engine/pipeline/pending-fate.ts';
import { bkHash } from '../../../engine/record/bk-hash.ts';
import { identifiedRow } from '../stages/rows.ts';

const AT = '2025-12-08T09:00:00.000Z';
const row = identifiedRow({ id: 'P1' });
const key = bkHash(row.sourceKey);
const hash = row.identity.bkHash;
const why = reject('ingest', 'rejected_by_target', null, 'no');
const NOTHING = { overtaken: [], noLongerPending: [], tries: [] };

const fatesOf = (more: Partial<PendingFateNeeds> = {}) =>
  createPendingFate({ liveKeys: new Set(), pendingKeys: new Set(), retry: null, isReplay: false, ...more });

const retryOf = (...keys: readonly string[]): Retry => ({
  action: 'current_mapping',
  uidByKey: new Map(keys.map((one, index) => [one, `failed ${index}`])),
  mappingVersion: 2,
  nextRetryAt: (uid) => `after ${uid}`,
});

describe('a run of an entity without earlier failures', () => {
  it('keeps nothing', () => {
    const fates = fatesOf();
    fates.delivered(row);
    fates.overtaken(row);
    expect(fates.failed({ sourceKey: row.sourceKey, bkHash: hash }, why)).toBe(false);
    expect([fates.isInterested, fates.hasFailed(row), fates.take(AT)]).toEqual([false, false, NOTHING]);
  });
});

describe('a row that is delivered', () => {
  it('overtakes its own failed record, whatever run delivers it', () => {
    const fates = fatesOf({ liveKeys: new Set([key, 'another']) });
    fates.delivered(row);
    expect([fates.isInterested, fates.hasFailed(row)]).toEqual([true, true]);
    expect(fates.take(AT)).toEqual({ ...NOTHING, overtaken: [key] });
    expect(fates.take(AT)).toEqual(NOTHING);
  });

  it('ends its own wait for a parent', () => {
    const fates = fatesOf({ pendingKeys: new Set([hash]) });
    fates.delivered(row);
    fates.delivered(identifiedRow({ id: 'P2' }));
    expect(fates.take(AT)).toEqual({ ...NOTHING, noLongerPending: [hash] });
  });

  it('ends a delete of it that had failed', () => {
    const fates = fatesOf({ liveKeys: new Set([deleteKeyOf(hash)]) });
    fates.delivered(row);
    expect(fates.take(AT).overtaken).toEqual([deleteKeyOf(hash)]);
  });

  it('resolves the failed record that is being tried again', () => {
    const fates = fatesOf({ liveKeys: new Set([key]), retry: retryOf(key), isReplay: true });
    fates.delivered(row);
    expect(fates.take(AT)).toEqual({
      ...NOTHING,
      tries: [
        {
          uid: 'failed 0',
          action: 'current_mapping',
          mappingVersion: 2,
          outcome: 'resolved',
          reject: undefined,
          at: AT,
          nextRetryAt: null,
        },
      ],
    });
  });
});

describe('a row that a newer one overtook', () => {
  it('is superseded where it is being tried again', () => {
    const fates = fatesOf({ liveKeys: new Set([key]), retry: retryOf(key), isReplay: true });
    fates.overtaken(row);
    expect(fates.take(AT).tries.map(({ uid, outcome }) => [uid, outcome])).toEqual([['failed 0', 'superseded']]);
  });
});

describe('a row that fails', () => {
  it('counts as a try where it was tried again, and says when the next one is due', () => {
    const fates = fatesOf({ liveKeys: new Set([key]), retry: retryOf(key), isReplay: true });
    expect(fates.failed({ sourceKey: row.sourceKey, bkHash: hash }, why)).toBe(true);
    expect(fates.take(AT).tries).toMatchObject([
      { uid: 'failed 0', outcome: 'failed', reject: why, nextRetryAt: 'after failed 0' },
    ]);
  });

  it('waits no longer where it was woken: it is a failed record from now on', () => {
    const fates = fatesOf({ pendingKeys: new Set([hash]), isReplay: true });
    expect(fates.failed({ sourceKey: row.sourceKey, bkHash: hash }, why)).toBe(false);
    expect(fates.take(AT).noLongerPending).toEqual([hash]);
  });

  it('goes on waiting where a sync of the source found it bad', () => {
    const fates = fatesOf({ pendingKeys: new Set([hash]) });
    fates.failed({ sourceKey: row.sourceKey, bkHash: hash }, why);
    expect(fates.take(AT)).toEqual(NOTHING);
  });
});

describe('the key of a failed record', () => {
  it.each([
    ['the key columns of its row', '["P1"]', hash, why, bkHash('["P1"]')],
    ['the business key where the row has no key columns', '{"A":1}', hash, why, hash],
    ['the whole row where it has neither', '{"A":1}', null, why, bkHash('{"A":1}')],
    [
      'the whole row of a duplicate, which shares its business key with the winner',
      '{"A":1}',
      hash,
      reject('delta', 'duplicate_in_batch', null, 'twice'),
      bkHash('{"A":1}'),
    ],
  ] as const)('is %s', (_what, sourceKey, businessHash, reason, expected) => {
    expect(recordKeyOf({ sourceKey, bkHash: businessHash }, reason)).toBe(expected);
  });

  it('is found again under either name where a row without key columns is mended', () => {
    const keyless = identifiedRow({ id: 'P1', sourceKey: '{"A":1}' });
    const liveKeys = new Set<string>([keyless.identity.bkHash, bkHash('{"A":1}')]);
    const fates = fatesOf({ liveKeys });
    fates.delivered(keyless);
    expect(new Set(fates.take(AT).overtaken)).toEqual(liveKeys);
  });
});
