// The API `inventory`: stock per product and location.

import { createRandom } from '../exact/random.ts';
import { readAdventureWorks, textOf } from './adventureworks.ts';
import { nullCell, numberCell, rawCell, textCell, timeCell } from './cell.ts';
import { column, defineErpApi, SOURCE_TIME_ZONE, type Truth } from './erp-api.ts';
import { localToUtc } from './local-time.ts';

interface Stock extends Truth {
  readonly product: string;
  readonly location: string;
  readonly locationName: string;
  readonly shelf: string;
  readonly bin: number;
  readonly quantity: number;
  /** Against the last count; negative where stock is missing. */
  readonly difference: number;
  readonly counted: string;
  readonly guid: string;
}

const FIRST_NEW_LOCATION = 1000;

/** Clean stock rows as JSON texts; `productNumbers` by AdventureWorks id. */
export function loadInventory(productNumbers: ReadonlyMap<string, string>): string[] {
  const locations = new Map(readAdventureWorks('Location').map((row) => [row['LocationID'], textOf(row, 'Name')]));
  return readAdventureWorks('ProductInventory').map((row, at) => {
    const location = textOf(row, 'LocationID');
    const random = createRandom(`stock|${at}`);
    const minute = String(random.int(60)).padStart(2, '0');
    return JSON.stringify({
      id: at + 1,
      product: productNumbers.get(textOf(row, 'ProductID')) ?? '',
      location: location.padStart(3, '0'),
      locationName: locations.get(location) ?? location,
      shelf: textOf(row, 'Shelf'),
      bin: Number(textOf(row, 'Bin')),
      quantity: Number(textOf(row, 'Quantity')),
      difference: random.int(41) - 20,
      counted: `${textOf(row, 'ModifiedDate').slice(0, 10)} 17:${minute}:00`,
      guid: textOf(row, 'rowguid').replaceAll('-', ''),
    } satisfies Stock);
  });
}

export const inventoryApi = defineErpApi<Stock>({
  slug: 'inventory',
  entity: 'inventory',
  name: 'Inventory',
  description: 'Stock per product and location, with the difference found at the last count.',
  keyColumns: ['STOCK_ID'],
  rowversionColumn: 'ROWVERSION',
  capabilities: { total: false, keyset: false, as_of: false },
  businessKey: ['product_number', 'location_code'],
  columns: [
    column('STOCK_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (s) => numberCell(s.id)),
    column('ITEM', { type: 'VARCHAR2', length: 60, comment: 'PN: and the product number' }, (s, dirt) =>
      textCell(dirt.text(`PN:${s.product}`)),
    ),
    column('LOCATION_CODE', { type: 'VARCHAR2', length: 20 }, (s) => textCell(String(Number(s.location)))),
    column('LOCATION_NAME', { type: 'NVARCHAR2', length: 80 }, (s, dirt) => textCell(dirt.text(s.locationName))),
    column('SHELF', { type: 'VARCHAR2', length: 20 }, (s, dirt) => textCell(dirt.text(s.shelf))),
    column('BIN', { type: 'NUMBER', precision: 5, scale: 0 }, (s) => numberCell(s.bin)),
    column('QTY_ON_HAND', { type: 'VARCHAR2', length: 30 }, (s, dirt) => textCell(dirt.number(String(s.quantity)))),
    column('COUNT_DIFFERENCE', { type: 'VARCHAR2', length: 30 }, (s, dirt) =>
      textCell(dirt.number(String(s.difference))),
    ),
    column('COUNTED_AT', { type: 'TIMESTAMP', precision: 6 }, (s, dirt) => timeCell(dirt.time(s.counted), s.counted)),
    column('ROWGUID', { type: 'RAW', length: 16 }, (s) => rawCell(s.guid)),
    column('ROWVERSION', { type: 'NUMBER', precision: 19, scale: 0, nullable: false }, (_s, _dirt, version) =>
      numberCell(version),
    ),
  ],
  toTarget: (s) => ({
    product_number: s.product,
    location_code: s.location,
    location_name: s.locationName,
    bin_code: `${s.shelf}-${s.bin}`,
    quantity: String(s.quantity),
    count_difference: String(s.difference),
    counted_at: localToUtc(s.counted, SOURCE_TIME_ZONE),
    erp_guid: s.guid.toLowerCase(),
  }),
  toParents: (s) => [{ entity: 'product', key: [s.product] }],
  spoiltCells: {
    unparsable_number: () => ({ QTY_ON_HAND: textCell('NaN') }),
    missing_required: () => ({ LOCATION_NAME: nullCell }),
    null_business_key: () => ({ LOCATION_CODE: nullCell }),
  },
  spoiltTruths: {
    orphan: (s) => ({ ...s, product: `ZZ-${s.id}` }),
    // ScheduleHub takes at most 100 000; the mapping has no such rule.
    target_only: (s) => ({ ...s, quantity: 200_000 }),
  },
  change: (s, random) => ({ ...s, quantity: (s.quantity + 1 + random.int(50)) % 90_000 }),
  renew: (like, id) => ({
    ...like,
    id,
    location: String(FIRST_NEW_LOCATION + id),
    guid: id.toString(16).padStart(32, '0'),
  }),
});
