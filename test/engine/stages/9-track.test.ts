import { describe, expect, it } from 'vitest';
import { CODE_SENTENCES, type RejectCode } from '../../../engine/failures/codes.ts';
import { reject } from '../../../engine/failures/reject.ts';
import { toFailure, toPendingChild } from '../../../engine/stages/9-track.ts';
import { rejectIdentified } from '../../../engine/stages/rejected.ts';
import { identifiedRow } from './rows.ts';

const row = identifiedRow({ id: 'P1', data: { n: '9007199254740993' }, rowversion: '7' });
const parent = { entity: 'order', bkHash: row.identity.bkHash, reference: 'number=1' };

/** Who can mend each code; the rest is for whoever owns the data. */
const MENDERS: Partial<Record<RejectCode, string>> = {
  parent_missing: 'parent',
  duplicate_in_batch: 'duplicate',
  rejected_by_target: 'target',
  target_conflict: 'target',
  target_gone: 'target',
  transformation: 'mapping',
  lookup: 'mapping',
  expression: 'mapping',
};
const CODES = Object.keys(CODE_SENTENCES) as RejectCode[];

describe('a failed record', () => {
  it.each(CODES)('of code %s says who can mend it', (code) => {
    const rejected = rejectIdentified(row, reject('map', code, null, 'so'));
    expect(toFailure(rejected, { recordKey: 'k', mappingVersion: 1 }).errorType).toBe(MENDERS[code] ?? 'data');
  });

  it('keeps the record whole at every shape, digit for digit', () => {
    const why = reject('resolve', 'parent_missing', null, 'The parent is not there.');
    const failure = toFailure(rejectIdentified(row, why, { operation: 'INSERT', parent }), {
      recordKey: 'key',
      mappingVersion: 3,
    });
    expect(failure).toMatchObject({
      recordKey: 'key',
      sourceKey: '["P1"]',
      bkHash: row.identity.bkHash,
      reference: 'id=P1',
      rowversion: '7',
      mappingVersion: 3,
      operation: 'INSERT',
      reject: why,
      errors: [why],
      raw: '{"ID":"P1"}',
      normalized: '{"ID":"P1"}',
      mapped: '{"id":"P1","n":"9007199254740993"}',
      parentEntity: 'order',
      parentBkHash: parent.bkHash,
    });
  });

  it('says nothing of the shapes it did not reach', () => {
    const early = { ...rejectIdentified(row, reject('normalize', 'type', 'N', 'so')), normalized: null, mapped: null };
    expect(toFailure(early, { recordKey: 'k', mappingVersion: 1, operation: 'DELETE' })).toMatchObject({
      normalized: null,
      mapped: null,
      operation: 'DELETE',
      parentEntity: null,
    });
  });
});

describe('a waiting child', () => {
  it('keeps what it needs to be sent later, and whom it waits for', () => {
    expect(toPendingChild({ row, parent }, { uid: 'u', mappingVersion: 2 })).toEqual({
      uid: 'u',
      bkHash: row.identity.bkHash,
      reference: 'id=P1',
      parentEntity: 'order',
      parentBkHash: parent.bkHash,
      parentReference: 'number=1',
      raw: '{"ID":"P1"}',
      dataJson: row.identity.dataJson,
      dataHash: row.identity.dataHash,
      businessKey: '["P1"]',
      sourceKey: '["P1"]',
      rowversion: '7',
      mappingVersion: 2,
    });
  });
});
