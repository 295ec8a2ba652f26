// Records that are added as bytes, against the same rows added one by one.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedgerRepository } from '../../../engine/repositories/ledger-repository.ts';
import { createStateDatabase, DIALECTS } from '../../support/dialects.ts';
import { asCreated, toCreated } from '../ledger/created-samples.ts';
import { anyLedgerRow } from '../ledger/ledger-samples.ts';
import { collect } from './samples.ts';

const rowsOfKeys = fc.uniqueArray(anyLedgerRow.map(asCreated), { maxLength: 40, selector: (row) => row.bkHash });

describe.each(DIALECTS)('the ledger on %s', (dialect) => {
  test('holds the same of records that are added as bytes as of rows', async () => {
    const db = await createStateDatabase(dialect).connect();
    const ledger = createLedgerRepository(db);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rowsOfKeys, fc.nat(40), fc.boolean(), async (rows, known, isSettled) => {
        const [one, other] = [`bytes-${(run += 1)}`, `rows-${run}`];
        const [before, created] = [rows.slice(0, known), rows.slice(known)];
        for (const entity of [one, other]) await ledger.upsertMany(entity, before);
        if (isSettled) await ledger.settle(one);
        const middle = Math.floor(created.length / 3);
        if (created.length > 0) {
          await ledger.addCreated(one, [toCreated(created.slice(0, middle)), toCreated(created.slice(middle))]);
          await ledger.upsertMany(other, created);
        }
        expect(await ledger.count(one)).toBe(rows.length);
        const keys = rows.map(({ bkHash }) => bkHash);
        expect(await ledger.listExisting(one, keys)).toEqual(new Set(keys));
        expect(await ledger.findMany(one, keys)).toEqual(await ledger.findMany(other, keys));
        expect(await ledger.scan(one, { limit: 100 })).toEqual(await ledger.scan(other, { limit: 100 }));
        expect(Buffer.concat(await collect(ledger.streamFingerprints(one)))).toEqual(
          Buffer.concat(await collect(ledger.streamFingerprints(other))),
        );
        expect([await ledger.count(one), await ledger.count(other)]).toEqual([rows.length, rows.length]);
      }),
      { numRuns: 40 },
    );
  });

  test('takes a row that is written later for the newer one', async () => {
    const ledger = createLedgerRepository(await createStateDatabase(dialect).connect());
    const [row] = fc.sample(anyLedgerRow.map(asCreated), { numRuns: 1, seed: 4 });
    if (row === undefined) throw new Error('No sample.');
    await ledger.addCreated('part', [toCreated([row])]);
    await ledger.upsertMany('part', [{ ...row, targetUid: 'later' }], { added: 0 });
    expect((await ledger.findMany('part', [row.bkHash])).get(row.bkHash)?.targetUid).toBe('later');
    expect(await ledger.count('part')).toBe(1);
  });
});
