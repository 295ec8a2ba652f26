// The API `purchase_orders`: known by a ledger number that crosses 2^53, so that a double would merge neighbours.

import { roundDecimal, toPlainDecimal, wholePart } from '../exact/decimal.ts';
import { createRandom } from '../exact/random.ts';
import { dayOf, readAdventureWorks, textOf } from './adventureworks.ts';
import { charCell, nullCell, numberCell, rawCell, textCell, timeCell } from './cell.ts';
import { column, defineErpApi, SOURCE_TIME_ZONE, type Truth } from './erp-api.ts';
import { localToUtc, toLocal } from './local-time.ts';

interface PurchaseOrder extends Truth {
  readonly ledger: string;
  readonly revision: number;
  readonly status: number;
  readonly vendor: string;
  readonly vendorName: string;
  readonly isPreferred: boolean;
  readonly shipMethod: string;
  readonly ordered: string;
  readonly shipped: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly freight: string;
  readonly adjustment: string;
  readonly rate: string;
  readonly approved: string;
  readonly notes: string | null;
  readonly updated: string;
}

const SHIP_METHODS = ['TRUCK GROUND', 'EXPRESS', 'OVERSEAS DELUXE', 'OVERNIGHT', 'CARGO TRANSPORT'];
const STATUSES = ['pending', 'approved', 'rejected', 'complete'];
/** Order 2000 is 9007199254740992 (2^53), order 2001 is 9007199254740993, which no double can hold. */
const LEDGER_BASE = 9_007_199_254_738_992n;

/** The ledger number of an order id. */
export function toLedgerNumber(orderId: number): string {
  return String(LEDGER_BASE + BigInt(orderId));
}

const plain = (text: string): string => toPlainDecimal(text) ?? text;

/** Approved within the week; told as an instant and shown with the zone's offset of that moment. */
function approvalShown(instant: string): string {
  const ms = Date.parse(instant);
  const local = toLocal(ms, SOURCE_TIME_ZONE).replace(' ', 'T');
  const minutes = (Date.parse(`${local}Z`) - ms) / 60_000;
  return `${local}+${String(minutes / 60).padStart(2, '0')}:00`;
}

/** Clean orders as JSON texts. */
export function loadPurchaseOrders(): string[] {
  const vendors = new Map(readAdventureWorks('Vendor').map((row) => [row['BusinessEntityID'], row]));
  return readAdventureWorks('PurchaseOrderHeader').map((row) => {
    const id = Number(textOf(row, 'PurchaseOrderID'));
    const vendor = vendors.get(textOf(row, 'VendorID')) ?? {};
    const random = createRandom(`po|${id}`);
    const ordered = dayOf(textOf(row, 'OrderDate'));
    const clock = [random.int(24), random.int(60), random.int(60)]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    const approvedMs = Date.parse(`${ordered}T06:00:00Z`) + random.int(7 * 86_400) * 1000;
    return JSON.stringify({
      id,
      ledger: toLedgerNumber(id),
      revision: Number(textOf(row, 'RevisionNumber')),
      status: Number(textOf(row, 'Status')),
      vendor: textOf(vendor, 'AccountNumber'),
      vendorName: textOf(vendor, 'Name'),
      isPreferred: vendor['PreferredVendorStatus'] === '1',
      shipMethod: SHIP_METHODS[Number(textOf(row, 'ShipMethodID')) - 1] ?? 'EXPRESS',
      ordered,
      shipped: dayOf(textOf(row, 'ShipDate')),
      subtotal: plain(textOf(row, 'SubTotal')),
      tax: plain(textOf(row, 'TaxAmt')),
      freight: plain(textOf(row, 'Freight')),
      adjustment: plain(`${random.chance(0.6) ? '-' : ''}${random.int(2000)}.${random.int(100)}`),
      rate: plain(`1${random.chance(0.5) ? 0 : 1}.${1 + random.int(9999)}`),
      approved: `${new Date(approvedMs).toISOString().slice(0, 19)}Z`,
      notes: random.chance(0.25)
        ? `Leverans till port ${1 + random.int(9)}\nRing före: +46 8 555 0${100 + random.int(900)}`
        : null,
      updated: `${dayOf(textOf(row, 'ModifiedDate'))} ${clock}`,
    } satisfies PurchaseOrder);
  });
}

export const purchaseOrdersApi = defineErpApi<PurchaseOrder>({
  slug: 'purchase_orders',
  entity: 'purchase_order',
  name: 'Purchase orders',
  description: 'Order headers. LEDGER_NO is the number that the books and the order lines refer to.',
  keyColumns: ['PO_HEADER_ID'],
  rowversionColumn: 'ROW_VERSION_HEX',
  capabilities: { total: true, keyset: true, as_of: false },
  businessKey: ['ledger_no'],
  columns: [
    column('PO_HEADER_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (o) => numberCell(o.id)),
    column('LEDGER_NO', { type: 'NUMBER', precision: 19, scale: 0 }, (o) => numberCell(o.ledger)),
    column('REVISION_NUM', { type: 'NUMBER', precision: 5, scale: 0 }, (o) => numberCell(o.revision)),
    column('STATUS', { type: 'NUMBER', precision: 2, scale: 0 }, (o) => numberCell(o.status)),
    column('VENDOR_NO', { type: 'VARCHAR2', length: 30 }, (o, dirt) => textCell(dirt.anyCase(o.vendor))),
    column('VENDOR_NAME', { type: 'NVARCHAR2', length: 120 }, (o, dirt) => textCell(dirt.text(o.vendorName))),
    column('PREFERRED', { type: 'CHAR', length: 3 }, (o) => charCell(o.isPreferred ? 'yes' : 'no', 3)),
    column('SHIP_METHOD', { type: 'VARCHAR2', length: 40 }, (o, dirt) => textCell(dirt.anyCase(o.shipMethod))),
    column('ORDER_DATE', { type: 'VARCHAR2', length: 30 }, (o, dirt) => textCell(dirt.date(o.ordered))),
    column('SHIP_DATE', { type: 'DATE' }, (o, dirt) => timeCell(dirt.date(o.shipped), o.shipped)),
    column('SUBTOTAL', { type: 'VARCHAR2', length: 40, comment: 'US dollars' }, (o, dirt) =>
      textCell(dirt.money(o.subtotal)),
    ),
    column('TAX_AMT', { type: 'NUMBER', precision: 19, scale: 4 }, (o) => numberCell(o.tax)),
    column('FREIGHT', { type: 'NUMBER', precision: 19, scale: 4 }, (o) => numberCell(o.freight)),
    column('ADJUSTMENT', { type: 'VARCHAR2', length: 40 }, (o, dirt) => textCell(dirt.money(o.adjustment))),
    column('FX_RATE', { type: 'FLOAT', precision: 63 }, (o) => numberCell(o.rate)),
    column('APPROVED_AT', { type: 'TIMESTAMP WITH TIME ZONE', precision: 6 }, (o) =>
      timeCell(approvalShown(o.approved), o.approved.slice(0, 19)),
    ),
    column('NOTES', { type: 'CLOB' }, (o, dirt) => textCell(dirt.text(o.notes))),
    column('LAST_UPDATE', { type: 'TIMESTAMP', precision: 6 }, (o, dirt) => timeCell(dirt.time(o.updated), o.updated)),
    column('ROW_VERSION_HEX', { type: 'RAW', length: 8, nullable: false }, (_o, _dirt, version) =>
      rawCell((0xa3f00 + version).toString(16).padStart(16, '0')),
    ),
  ],
  toTarget: (o) => ({
    ledger_no: o.ledger,
    revision: String(o.revision),
    status: STATUSES[o.status - 1] ?? null,
    vendor_code: o.vendor.slice(0, 8),
    vendor_name: o.vendorName.replace(/[^\p{L}\p{N}\s]/gu, ''),
    is_preferred_vendor: o.isPreferred,
    ship_method: o.shipMethod.toLowerCase().replace(/(^|\s)\S/g, (letter) => letter.toUpperCase()),
    order_date: o.ordered,
    ship_date: o.shipped,
    subtotal: o.subtotal,
    tax_amount: roundDecimal(o.tax, 2),
    freight: o.freight,
    adjustment: o.adjustment,
    fx_rate: o.rate,
    approved_at: o.approved,
    notes: o.notes,
    updated_at: localToUtc(o.updated, SOURCE_TIME_ZONE),
  }),
  toParents: () => [],
  isProtected: (o) => o.id >= 1998 && o.id <= 2003,
  spoiltCells: {
    unparsable_number: () => ({ SUBTOTAL: textCell('--5') }),
    impossible_date: () => ({ ORDER_DATE: textCell('31.02.2023') }),
    missing_required: () => ({ ORDER_DATE: nullCell }),
    null_business_key: () => ({ LEDGER_NO: nullCell }),
  },
  // ScheduleHub takes at most revision 999; the mapping has no such rule.
  spoiltTruths: { target_only: (o) => ({ ...o, revision: 1000 }) },
  change: (o, random) => ({
    ...o,
    revision: (o.revision % 900) + 1,
    freight: plain(`${wholePart(o.freight) + 1 + random.int(20)}.5`),
  }),
  renew: (like, id) => ({ ...like, id, ledger: toLedgerNumber(id) }),
});
