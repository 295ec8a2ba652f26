import { describe, expect, it } from 'vitest';
import { mapPage } from '../../../engine/stages/4-map.ts';
import { identifyPage } from '../../../engine/stages/5-identify.ts';
import { codes, good, plan, validate } from './part-plan.ts';

describe('identify', () => {
  it('gives a record its key, hashes, reference and row version', async () => {
    const mapped = await mapPage(plan, validate([good]).passed);
    const [row] = identifyPage(plan, mapped.passed).passed;
    expect(row?.identity).toMatchObject({
      businessKey: '["P1"]',
      reference: 'id=P1',
      rowversion: '7',
      dataJson: '{"id":"P1","qty":1000}',
    });
    expect([row?.identity.bkHash.length, row?.identity.dataHash.length]).toEqual([32, 64]);
    expect([row?.sourceKey, row?.raw]).toEqual(['[" P1 "]', good]);
  });

  it('turns a row away whose business key is empty or whose row version cannot be read', async () => {
    const rows = [
      { ID: '  ', QTY: 1, RV: 1 },
      { ID: 'P2', QTY: 1, RV: 'yesterday' },
    ];
    const mapped = await mapPage(plan, validate(rows).passed);
    const { passed, rejected } = identifyPage(plan, mapped.passed);
    expect(passed).toEqual([]);
    expect(rejected.map(({ rejects, bkHash }) => [codes(rejects), bkHash !== null])).toEqual([
      [['identity business_key_missing id'], false],
      [['identity not_a_number RV'], true],
    ]);
  });
});
