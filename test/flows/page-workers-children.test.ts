// New children of a large read leave as bytes where their parents are there. All others, and whatever becomes of any of
// them, end as they do where the same rows are read in one thread.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRepository } from '../../engine/repositories/ledger-repository.ts';
import { textOf } from '../support/minimal-servers/exact-numbers.ts';
import { expectSame, FEWEST_LINES, runs, toOrder, type Case, type Line, type Order } from './children.ts';
import type { Flow } from './flow.ts';

const SITES = ['S1', 'Ärlö', '螺母 "x"', 'e\u0301'];
const NUMBERS = ['7', '0', '9007199254740993', '12345678901234567890.12345', '0.10', '1.5', '-3'];
/** The same number in another notation. */
const OTHER_NOTATION: Readonly<Record<string, string>> = { '0.10': '0.1', '1.5': '15e-1', '7': '7.0' };
const ORDERS: readonly Order[] = SITES.flatMap((site) => NUMBERS.map((no) => ({ site, no })));
const ITEMS = ['I1', 'Écrou', '螺', 'tab\tx', 'q"\\'];

const line = (id: number, more: Partial<Line> = {}): Line => ({
  id,
  site: SITES[id % 4] ?? null,
  no: NUMBERS[id % 7] ?? null,
  item: ITEMS[id % 5] ?? null,
  note: `n ${id}`,
  ...more,
});
const LINES = Array.from({ length: 60 }, (_, at) => line(at));
const refuse: NonNullable<Case['hub']> = (target) => {
  target.refuse = ({ id }) =>
    ['L3', 'L17', 'L40'].includes(textOf(id ?? null)) ? { code: 'range', message: 'too much', field: 'note' } : null;
};

const CASES: Readonly<Record<string, { readonly asBytes: number } & Case>> = {
  'whose parents are all there': { asBytes: 60, orders: ORDERS, items: ITEMS, lines: LINES },
  'of which some name no parent, or half of one': {
    asBytes: 60 - 5,
    orders: ORDERS,
    items: ITEMS,
    lines: LINES.map((one, at) => {
      if (at % 12 === 1) return { ...one, no: null };
      return at % 3 === 0 ? { ...one, site: null, no: null, item: at % 2 === 0 ? null : one.item } : one;
    }),
  },
  'of which some miss a parent that comes later': {
    // Six lines name one of the orders, twelve the item, one of them both.
    asBytes: 60 - 17,
    orders: ORDERS.filter((_, at) => at % 7 > 0 || at === 0),
    items: ITEMS.slice(1),
    lines: LINES,
    laterOrders: ORDERS.filter((_, at) => at % 7 === 0 && at > 0),
    laterItems: ITEMS.slice(0, 1),
  },
  'whose parents are all missing': { asBytes: 0, orders: [], items: [], lines: LINES, laterOrders: ORDERS },
  'of which some are refused': { asBytes: 60, orders: ORDERS, items: ITEMS, lines: LINES, hub: refuse },
  'that are refused in chunks': {
    asBytes: 60,
    orders: ORDERS,
    items: ITEMS,
    lines: LINES,
    hub: (target) => {
      target.refuseChunk = (records) => (records.some(({ id }) => id === 'L5' || id === 'L33') ? 422 : null);
    },
  },
  'whose keys repeat, on a page and across pages, with a parent and without': {
    asBytes: 50,
    orders: ORDERS.slice(0, 20),
    items: ITEMS,
    lines: [
      ...LINES.slice(0, 40).map((one) => ({ ...one, site: 'S1' })),
      line(50),
      line(50, { note: 'newer' }),
      line(50, { site: 'nowhere' }),
      line(51, { site: 'nowhere' }),
      line(52),
      ...LINES.slice(0, 9).map((one) => ({ ...one, id: one.id + 80, site: 'S1' })),
      line(51),
      line(52, { site: 'nowhere' }),
    ],
  },
  'that are far fewer than their parents': {
    asBytes: 0,
    orders: Array.from({ length: 200 }, (_, at) => ({ site: 'S1', no: String(at) })),
    items: ITEMS,
    lines: LINES.slice(0, 45).map((one, at) => ({ ...one, site: 'S1', no: String(at * 5) })),
  },
};

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 7, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
const spellings = NUMBERS.flatMap((no) => [no, OTHER_NOTATION[no] ?? no]);
const anyLine: fc.Arbitrary<Line> = fc.record({
  id: fc.integer({ min: 0, max: 150 }),
  site: maybe(fc.constantFrom(...SITES, ' S1 ', 'é')),
  no: maybe(fc.constantFrom(...spellings)),
  item: maybe(fc.constantFrom(...ITEMS)),
  note: fc.constantFrom('a', 'b', ' c  d ', 'Ö'),
});
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    orders: fc.shuffledSubarray([...ORDERS], { minLength: 14 }),
    items: fc.subarray(ITEMS, { minLength: 3 }),
    lines: fc.array(anyLine, { minLength: 45, maxLength: 70 }),
    refused: fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 12 }),
    chunkSize: fc.constantFrom(3, 10, 40),
  })
  .map(({ refused, ...one }) => ({
    ...one,
    laterOrders: ORDERS.filter((order) => !one.orders.includes(order)).slice(1),
    laterItems: ITEMS.filter((item) => !one.items.includes(item)),
    hub: (target) => {
      target.refuse = ({ id }) =>
        refused.some((some) => id === `L${some}`) ? { code: 'range', message: 'too much' } : null;
    },
  }));

/** Another process has its turn each time the parents that are there have been asked for. */
function afterParents(flow: Flow, turn: () => Promise<unknown>): void {
  const { ledger } = flow.engine.services.store;
  const { listExisting, streamKeys } = ledger;
  const others: Pick<LedgerRepository, 'listExisting' | 'streamKeys'> = {
    listExisting: async (entity, bkHashes) => {
      const found = await listExisting(entity, bkHashes);
      if (entity !== 'line') await turn();
      return found;
    },
    streamKeys: async function* (entity) {
      yield* streamKeys(entity);
      await turn();
    },
  };
  Object.assign(ledger, others);
}

function once(turn: () => Promise<unknown>): () => Promise<unknown> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    isDone = true;
    await turn();
  };
}

const isOrder = (one: Order, other: Order): boolean => one.site === other.site && one.no === other.no;
const statusIn = (text: string): string | undefined => /"(open|superseded)"/.exec(text)?.[1];
/** L0, L28 and L56 name the order that goes. */
const DELETED: Case = {
  orders: ORDERS,
  items: ITEMS,
  lines: LINES,
  hub: (target) => {
    target.refuse = ({ site, order_no: no }) =>
      site === 'S1' && textOf(no ?? null) === '7' ? { code: 'parent_missing', message: 'no such order' } : null;
  },
  meanwhile: (flow, { orders }) => {
    orders.rows = orders.rows.filter(
      ({ ROW_ID: id }) => id !== ORDERS.findIndex((one) => isOrder(one, { site: 'S1', no: '7' })),
    );
    afterParents(
      flow,
      once(() => flow.sync('order', { syncType: 'full' })),
    );
  },
};

describe('new children of a large read', () => {
  it.each(Object.entries(CASES))('%s end as where they are read in one thread', async (_what, { asBytes, ...one }) => {
    expect(await expectSame(one)).toBe(asBytes);
  });

  it('end so whatever they are', { timeout: 180_000 }, async () => {
    let sentAsBytes = 0;
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        sentAsBytes += await expectSame(one);
      }),
      { seed: 13, numRuns: 8, interruptAfterTimeLimit: 90_000 },
    );
    expect(sentAsBytes).toBeGreaterThan(100);
  });

  it('whose parent another process deletes after it was found fail, as ScheduleHub says', async () => {
    // Those of the first page: where rows are read in one thread, each page asks for its parents.
    expect(await expectSame({ ...DELETED, lines: LINES.filter(({ id }) => id !== 28 && id !== 56) })).toBe(58);
  });

  it('whose parent another process deletes while they are read come when it comes back', async () => {
    const { outcomes, sentAsBytes } = await runs(FEWEST_LINES, DELETED);
    expect(sentAsBytes).toBe(60);
    const lines = outcomes.filter(({ entity }) => entity === 'line');
    expect(lines.map((one) => one.did)).toEqual([
      { inserted: 57, failed: 3 },
      { inserted: 3, skipped: 57 },
    ]);
    const codes = lines.map(({ state }) => state.failed.map((text) => [/parent_missing/.test(text), statusIn(text)]));
    expect(codes).toEqual([Array(3).fill([true, 'open']), Array(3).fill([true, 'superseded'])]);
    expect(Object.keys(lines[1]?.state.held ?? {})).toHaveLength(60);
  });

  it('whose parent comes while they are read are sent as well', async () => {
    const late = { site: 'S1', no: '7' };
    const one: Case = {
      orders: ORDERS.filter((order) => !isOrder(order, late)),
      items: ITEMS,
      lines: LINES,
      meanwhile: (flow, { orders }) => {
        orders.rows = [...orders.rows, toOrder(late, 99)];
        afterParents(
          flow,
          once(() => flow.sync('order')),
        );
      },
    };
    const { outcomes, sentAsBytes } = await runs(FEWEST_LINES, one);
    expect(sentAsBytes).toBe(57);
    expect(outcomes.filter(({ entity }) => entity === 'line').map((line) => line.did)).toEqual([
      { inserted: 60 },
      { skipped: 60 },
    ]);
  });
});
