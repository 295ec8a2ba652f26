// The API `purchase_order_lines`: two parents, the order (by a number beyond a double) and the product; a key of two columns.

import { toPlainDecimal, wholePart } from '../exact/decimal.ts';
import { createRandom } from '../exact/random.ts';
import { dayOf, readAdventureWorks, textOf } from './adventureworks.ts';
import { charCell, nullCell, numberCell, textCell, timeCell } from './cell.ts';
import { column, defineErpApi, SOURCE_TIME_ZONE, type Truth } from './erp-api.ts';
import { localToUtc } from './local-time.ts';
import { toLedgerNumber } from './purchase-orders.ts';

interface OrderLine extends Truth {
  readonly order: number;
  readonly ledger: string;
  readonly line: number;
  readonly item: string;
  readonly due: string;
  readonly ordered: string;
  readonly price: string;
  readonly total: string;
  readonly received: string;
  readonly rejected: string;
  readonly isClosed: boolean;
  readonly modified: string;
}

/** Row versions beyond 2^53: they must be kept and compared as text. */
const VERSION_BASE = 9_007_199_254_740_992n;
const FIRST_NEW_LINE = 10_000;

const plain = (text: string): string => toPlainDecimal(text) ?? text;

/** Clean order lines as JSON texts; `productNumbers` by AdventureWorks id. */
export function loadPurchaseOrderLines(productNumbers: ReadonlyMap<string, string>): string[] {
  const linesOfOrder = new Map<number, number>();
  return readAdventureWorks('PurchaseOrderDetail').map((row) => {
    const id = Number(textOf(row, 'PurchaseOrderDetailID'));
    const order = Number(textOf(row, 'PurchaseOrderID'));
    const line = (linesOfOrder.get(order) ?? 0) + 1;
    linesOfOrder.set(order, line);
    const random = createRandom(`line|${id}`);
    const nanos = String(1 + random.int(999_999_999)).padStart(9, '0');
    return JSON.stringify({
      id,
      order,
      ledger: toLedgerNumber(order),
      line,
      item: productNumbers.get(textOf(row, 'ProductID')) ?? '',
      due: dayOf(textOf(row, 'DueDate')),
      ordered: plain(textOf(row, 'OrderQty')),
      price: plain(textOf(row, 'UnitPrice')),
      total: plain(textOf(row, 'LineTotal')),
      received: plain(textOf(row, 'ReceivedQty')),
      rejected: plain(textOf(row, 'RejectedQty')),
      isClosed: random.chance(0.7),
      modified: `${dayOf(textOf(row, 'ModifiedDate'))} ${String(random.int(24)).padStart(2, '0')}:15:30.${nanos}`,
    } satisfies OrderLine);
  });
}

export const purchaseOrderLinesApi = defineErpApi<OrderLine>({
  slug: 'purchase_order_lines',
  entity: 'purchase_order_line',
  name: 'Purchase order lines',
  description: 'Ordered, received and rejected quantities per order line.',
  keyColumns: ['PO_HEADER_ID', 'PO_LINE_ID'],
  rowversionColumn: 'ROWVERSION',
  capabilities: { total: true, keyset: true, as_of: true },
  businessKey: ['order_ledger_no', 'line_number'],
  columns: [
    column('PO_HEADER_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (l) => numberCell(l.order)),
    column('PO_LINE_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (l) => numberCell(l.id)),
    column('LEDGER_NO', { type: 'NUMBER', precision: 19, scale: 0 }, (l) => numberCell(l.ledger)),
    column('LINE_NO', { type: 'NUMBER', precision: 5, scale: 0 }, (l) => numberCell(l.line)),
    column('ITEM_NUMBER', { type: 'VARCHAR2', length: 40 }, (l, dirt) => textCell(dirt.anyCase(l.item))),
    column('DUE_DATE', { type: 'DATE' }, (l, dirt) => timeCell(dirt.date(l.due), l.due)),
    column('ORDER_QTY', { type: 'VARCHAR2', length: 30 }, (l, dirt) => textCell(dirt.number(l.ordered))),
    column('UNIT_PRICE', { type: 'VARCHAR2', length: 40, comment: 'US dollars' }, (l, dirt) =>
      textCell(dirt.money(l.price)),
    ),
    column('LINE_TOTAL', { type: 'NUMBER', precision: 38, scale: 18 }, (l) => numberCell(l.total)),
    column('RECEIVED_QTY', { type: 'NUMBER', precision: 12, scale: 2 }, (l) => numberCell(l.received)),
    column('REJECTED_QTY', { type: 'NUMBER', precision: 12, scale: 2 }, (l) => numberCell(l.rejected)),
    column('PROMISED', { type: 'VARCHAR2', length: 30 }, (l, dirt) => textCell(dirt.date(l.due))),
    column('CLOSED', { type: 'CHAR', length: 1, comment: 'T or F' }, (l) => charCell(l.isClosed ? 'T' : 'F', 1)),
    column('MODIFIED', { type: 'TIMESTAMP', precision: 9 }, (l) => timeCell(l.modified, l.modified)),
    column('ROWVERSION', { type: 'NUMBER', precision: 19, scale: 0, nullable: false }, (_l, _dirt, version) =>
      numberCell(String(VERSION_BASE + BigInt(version))),
    ),
  ],
  toTarget: (l) => ({
    order_ledger_no: l.ledger,
    line_number: String(l.line),
    product_number: l.item,
    due_date: l.due,
    promised_date: l.due,
    ordered_quantity: l.ordered,
    unit_price: l.price,
    line_total: l.total,
    received_quantity: l.received,
    rejected_quantity: l.rejected,
    is_closed: l.isClosed,
    modified_at: localToUtc(l.modified, SOURCE_TIME_ZONE),
  }),
  toParents: (l) => [
    { entity: 'purchase_order', key: [l.ledger] },
    { entity: 'product', key: [l.item] },
  ],
  isProtected: (l) => l.order >= 1998 && l.order <= 2003,
  spoiltCells: {
    unparsable_number: () => ({ UNIT_PRICE: textCell('n/a') }),
    impossible_date: () => ({ PROMISED: textCell('31.04.2023') }),
    missing_required: () => ({ DUE_DATE: nullCell }),
    null_business_key: () => ({ LINE_NO: nullCell }),
  },
  spoiltTruths: {
    orphan: (l) => (l.id % 2 === 0 ? { ...l, item: `ZZ-${l.id}` } : { ...l, ledger: toLedgerNumber(900_000 + l.id) }),
    // ScheduleHub takes at most 1 000 000; the mapping has no such rule.
    target_only: (l) => ({ ...l, ordered: '5000000' }),
  },
  change: (l, random) => ({
    ...l,
    received: plain(`${wholePart(l.received) + 1 + random.int(20)}.75`),
    isClosed: !l.isClosed,
  }),
  renew: (like, id) => ({ ...like, id, line: FIRST_NEW_LINE + id }),
});
