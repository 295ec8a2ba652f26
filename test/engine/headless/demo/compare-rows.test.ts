import { describe, expect, it } from 'vitest';
import { compareRows, type ObservedRows } from '../../../../engine/headless/demo/compare-rows.ts';
import type { ExpectedRow } from '../../../../engine/headless/demo/expected-rows.ts';
import type { BkHash, DataHash } from '../../../../engine/record/shapes.ts';

const key = (text: string) => text as BkHash;
const data = (text: string) => text as DataHash;

const DELIVERED: ExpectedRow = { sourceKey: '[1]', fate: 'delivered', stage: null, code: null, bkHash: key('k1'), dataHash: data('d1') }; // prettier-ignore
const FAILED: ExpectedRow = { sourceKey: '[2]', fate: 'failed', stage: 'map', code: 'required', bkHash: key('k2'), dataHash: null }; // prettier-ignore
const WAITING: ExpectedRow = { sourceKey: '[3]', fate: 'waiting', stage: 'resolve', code: 'parent_missing', bkHash: key('k3'), dataHash: null }; // prettier-ignore
const DUPLICATE: ExpectedRow = { sourceKey: '[4]', fate: 'duplicate', stage: null, code: 'duplicate_in_batch', bkHash: key('k1'), dataHash: null }; // prettier-ignore
const ALL = [DELIVERED, FAILED, WAITING, DUPLICATE];

function observed(change: Partial<ObservedRows> = {}): ObservedRows {
  return {
    target: new Map([[key('k1'), [data('d1')]]]),
    failed: new Map([
      ['[2]', { stage: 'map', code: 'required' }],
      ['[4]', { stage: 'delta', code: 'duplicate_in_batch' }],
    ]),
    waiting: new Set(['[3]']),
    held: new Set(),
    ...change,
  };
}

describe('the comparison of rows', () => {
  it('explains every row that is in the one place it must be', () => {
    expect(compareRows('part', ALL, observed())).toEqual({
      entity: 'part',
      rows: 4,
      explained: 4,
      delivered: 1,
      failed: 1,
      waiting: 1,
      duplicates: 1,
      held: 0,
      problems: [],
    });
  });

  it('does not explain a row that is nowhere', () => {
    const { explained, problems } = compareRows('part', ALL, observed({ failed: new Map(), waiting: new Set() }));
    expect(explained).toBe(1);
    expect(problems).toEqual([
      'part [2]: must fail, but is nowhere',
      'part [3]: must wait for its parent, but is nowhere',
      'part [4]: must be shown as a duplicate, but is in ScheduleHub 1 times',
    ]);
  });

  it('does not explain a record that ScheduleHub holds twice, or with other data', () => {
    const twice = observed({ target: new Map([[key('k1'), [data('d1'), data('d1')]]]) });
    expect(compareRows('part', [DELIVERED], twice).problems[0]).toContain('in ScheduleHub 2 times');
    const other = observed({ target: new Map([[key('k1'), [data('old')]]]) });
    expect(compareRows('part', [DELIVERED], other).problems[0]).toContain('other data');
  });

  it('does not explain a row in two places', () => {
    const both = observed({ waiting: new Set(['[1]', '[3]']) });
    expect(compareRows('part', ALL, both).problems).toEqual([
      'part [1]: must be delivered once, but is in ScheduleHub 1 times and waiting',
    ]);
  });

  it('wants the right reason for a failure', () => {
    const wrong = observed({ failed: new Map([['[2]', { stage: 'map', code: 'length' }]]) });
    expect(compareRows('part', [FAILED], { ...wrong, target: new Map() }).problems[0]).toBe(
      'part [2]: must fail at map with required, but is failed at map with length',
    );
  });

  it('explains a record without a row only by a delete on hold', () => {
    const target = new Map([[key('gone'), [data('d')]]]);
    expect(compareRows('part', [], observed({ target, held: new Set([key('gone')]) }))).toMatchObject({
      held: 1,
      problems: [],
    });
    expect(compareRows('part', [], observed({ target })).problems).toHaveLength(1);
  });
});
