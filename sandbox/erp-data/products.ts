// The API `products`: parts and finished goods, parents of everything else.

import { roundDecimal, toPlainDecimal, wholePart } from '../exact/decimal.ts';
import { createRandom } from '../exact/random.ts';
import { dayOf, optionalTextOf, readAdventureWorks, textOf, timeOf } from './adventureworks.ts';
import { booleanCell, charCell, nullCell, numberCell, rawCell, textCell, timeCell } from './cell.ts';
import { column, defineErpApi, SOURCE_TIME_ZONE, type Truth } from './erp-api.ts';
import { localToUtc } from './local-time.ts';

interface Product extends Truth {
  readonly number: string;
  readonly name: string;
  readonly description: string | null;
  readonly isMade: boolean;
  readonly isFinished: boolean;
  readonly color: string | null;
  readonly safetyStock: string;
  readonly reorderPoint: number;
  readonly standardCost: string;
  readonly listPrice: string;
  readonly line: string | null;
  readonly productClass: string | null;
  readonly style: string | null;
  readonly size: string | null;
  readonly weight: string | null;
  readonly weightUnit: string | null;
  readonly leadDays: number;
  readonly subcategory: string | null;
  readonly status: string;
  readonly sellStart: string;
  readonly sellEnd: string | null;
  readonly guid: string;
  readonly modified: string;
}

const LINES: Readonly<Record<string, string>> = { R: 'road', M: 'mountain', T: 'touring', S: 'standard' };
/** Digits that no double carries: NUMBER(38,18) must arrive with all of them. */
const COST_TAIL_DIGITS = 14;

const plain = (text: string): string => toPlainDecimal(text) ?? text;

function describe(number: string, name: string): string | null {
  const random = createRandom(`description|${number}`);
  if (random.chance(0.3)) return null;
  const finish = random.pick(['Lackiert in Göteborg', 'Finition époxy', 'Anodised', 'Vernice satinée à chaud']);
  return `${name}\n${finish}; see drawing ${number}/${1 + random.int(9)}.\nHandle with care.`;
}

function costOf(text: string, number: string): string {
  const random = createRandom(`cost|${number}`);
  const [whole = '', fraction = ''] = text.split('.');
  const tail = Array.from({ length: COST_TAIL_DIGITS - 1 }, () => random.int(10)).join('');
  return `${whole === '' ? '0' : whole}.${fraction}${tail}7`;
}

/** Clean products as JSON texts, in the order of AdventureWorks. */
export function loadProducts(): string[] {
  const subcategories = new Map(
    readAdventureWorks('ProductSubcategory').map((row) => [row['ProductSubcategoryID'], textOf(row, 'Name')]),
  );
  return readAdventureWorks('Product').map((row) => {
    const number = textOf(row, 'ProductNumber');
    const id = Number(textOf(row, 'ProductID'));
    const suffix = id % 7 === 0 ? ' (modèle d’été)' : id % 11 === 0 ? ' – Årsmodell' : '';
    const name = textOf(row, 'Name') + suffix;
    const sellEnd = optionalTextOf(row, 'SellEndDate');
    return JSON.stringify({
      id,
      number,
      name,
      description: describe(number, name),
      isMade: row['MakeFlag'] === '1',
      isFinished: row['FinishedGoodsFlag'] === '1',
      color: optionalTextOf(row, 'Color'),
      safetyStock: textOf(row, 'SafetyStockLevel'),
      reorderPoint: Number(textOf(row, 'ReorderPoint')),
      standardCost: costOf(textOf(row, 'StandardCost'), number),
      listPrice: plain(textOf(row, 'ListPrice')),
      line: optionalTextOf(row, 'ProductLine'),
      productClass: optionalTextOf(row, 'Class'),
      style: optionalTextOf(row, 'Style'),
      size: optionalTextOf(row, 'Size'),
      weight: optionalTextOf(row, 'Weight'),
      weightUnit: optionalTextOf(row, 'WeightUnitMeasureCode'),
      leadDays: Number(textOf(row, 'DaysToManufacture')),
      subcategory: subcategories.get(row['ProductSubcategoryID'] ?? '') ?? null,
      status: sellEnd === null ? 'ACTIVE' : 'PHASED_OUT',
      sellStart: dayOf(textOf(row, 'SellStartDate')),
      sellEnd: sellEnd === null ? null : dayOf(sellEnd),
      guid: textOf(row, 'rowguid').replaceAll('-', ''),
      modified: timeOf(textOf(row, 'ModifiedDate')),
    } satisfies Product);
  });
}

export const productsApi = defineErpApi<Product>({
  slug: 'products',
  entity: 'product',
  name: 'Products',
  description: 'Item master: purchased and manufactured parts and finished goods.',
  keyColumns: ['PRODUCT_ID'],
  rowversionColumn: 'ROWVERSION',
  capabilities: { total: true, keyset: true, as_of: true },
  businessKey: ['product_number'],
  columns: [
    column('PRODUCT_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (p) => numberCell(p.id)),
    column('PRODUCT_NUMBER', { type: 'VARCHAR2', length: 40 }, (p, dirt) => textCell(dirt.anyCase(p.number))),
    column('PRODUCT_NAME', { type: 'NVARCHAR2', length: 240 }, (p, dirt) => textCell(dirt.text(p.name))),
    column('DESCRIPTION', { type: 'CLOB' }, (p, dirt) => textCell(dirt.text(p.description))),
    column('MAKE_FLAG', { type: 'CHAR', length: 1, comment: 'Y or N' }, (p) => charCell(p.isMade ? 'Y' : 'N', 1)),
    column('FINISHED_GOODS', { type: 'BOOLEAN' }, (p) => booleanCell(p.isFinished)),
    column('COLOR', { type: 'VARCHAR2', length: 30 }, (p, dirt) => textCell(dirt.anyCase(p.color))),
    column('SAFETY_STOCK', { type: 'VARCHAR2', length: 30 }, (p, dirt) => textCell(dirt.number(p.safetyStock))),
    column('REORDER_POINT', { type: 'NUMBER', precision: 9, scale: 0 }, (p) => numberCell(p.reorderPoint)),
    column('STANDARD_COST', { type: 'NUMBER', precision: 38, scale: 18 }, (p) => numberCell(p.standardCost)),
    column('LIST_PRICE', { type: 'VARCHAR2', length: 40, comment: 'US dollars' }, (p, dirt) =>
      textCell(dirt.money(p.listPrice)),
    ),
    column('PRODUCT_LINE', { type: 'CHAR', length: 2 }, (p) => charCell(p.line, 2)),
    column('PRODUCT_CLASS', { type: 'CHAR', length: 2 }, (p) => charCell(p.productClass, 2)),
    column('STYLE', { type: 'CHAR', length: 2 }, (p) => charCell(p.style, 2)),
    column('PRODUCT_SIZE', { type: 'VARCHAR2', length: 20 }, (p, dirt) => textCell(dirt.text(p.size))),
    column('WEIGHT', { type: 'NUMBER', precision: 8, scale: 2 }, (p) =>
      numberCell(p.weight === null ? null : plain(p.weight)),
    ),
    column('WEIGHT_UOM', { type: 'CHAR', length: 3 }, (p) => charCell(p.weightUnit, 3)),
    column('DAYS_TO_MANUFACTURE', { type: 'NUMBER', precision: 5, scale: 0 }, (p) => numberCell(p.leadDays)),
    column('SUBCATEGORY', { type: 'VARCHAR2', length: 80 }, (p, dirt) => textCell(dirt.anyCase(p.subcategory))),
    column('STATUS', { type: 'VARCHAR2', length: 20 }, (p, dirt) => textCell(dirt.text(p.status))),
    column('SELL_START', { type: 'DATE' }, (p, dirt) => timeCell(dirt.date(p.sellStart), p.sellStart)),
    column('SELL_END', { type: 'VARCHAR2', length: 40 }, (p, dirt) => textCell(dirt.date(p.sellEnd))),
    column('ROWGUID', { type: 'RAW', length: 16 }, (p) => rawCell(p.guid)),
    column('LAST_MODIFIED', { type: 'TIMESTAMP', precision: 6 }, (p, dirt) =>
      timeCell(dirt.time(p.modified), p.modified),
    ),
    column('ROWVERSION', { type: 'NUMBER', precision: 19, scale: 0, nullable: false }, (_p, _dirt, version) =>
      numberCell(version),
    ),
  ],
  toTarget: (p) => ({
    product_number: p.number.toUpperCase(),
    name: p.name.normalize('NFC'),
    description: p.description?.normalize('NFC') ?? null,
    is_made: p.isMade,
    is_finished_good: p.isFinished,
    color: p.color?.toLowerCase() ?? 'none',
    safety_stock: plain(p.safetyStock),
    reorder_point: String(p.reorderPoint),
    reorder_class: p.reorderPoint >= 500 ? 'A' : p.reorderPoint >= 100 ? 'B' : 'C',
    standard_cost: plain(p.standardCost),
    list_price: roundDecimal(p.listPrice, 2),
    product_line: p.line === null ? null : (LINES[p.line] ?? null),
    product_class: p.productClass,
    style: p.style,
    size: p.size,
    weight: p.weight === null ? null : plain(p.weight),
    weight_unit: p.weightUnit,
    lead_hours: String(p.leadDays * 24),
    subcategory:
      p.subcategory === null ? null : p.subcategory.charAt(0).toUpperCase() + p.subcategory.slice(1).toLowerCase(),
    status: p.status,
    sell_start: p.sellStart,
    sell_end: p.sellEnd,
    erp_guid: p.guid.toLowerCase(),
    modified_at: localToUtc(p.modified, SOURCE_TIME_ZONE),
    source_system: 'oracle-erp',
  }),
  toParents: () => [],
  spoiltCells: {
    unparsable_number: () => ({ LIST_PRICE: textCell('12abc') }),
    impossible_date: () => ({ SELL_END: textCell('31.02.2024') }),
    text_too_long: (p) => ({ PRODUCT_NAME: textCell(`${p.name} ${'very long '.repeat(12)}name`) }),
    missing_required: () => ({ PRODUCT_NAME: nullCell }),
    null_business_key: () => ({ PRODUCT_NUMBER: nullCell }),
    bad_enum: () => ({ STATUS: textCell('ZOMBIE') }),
  },
  // ScheduleHub takes at most 100 000; the mapping has no such rule.
  spoiltTruths: { target_only: (p) => ({ ...p, reorderPoint: 250_000 }) },
  change: (p, random) => ({
    ...p,
    reorderPoint: (p.reorderPoint + 1 + random.int(50)) % 90_000,
    listPrice: plain(`${wholePart(p.listPrice) + 1}.${String(random.int(100)).padStart(2, '0')}`),
  }),
  renew: (like, id) => ({ ...like, id, number: `SB-${id}`, guid: id.toString(16).padStart(32, '0') }),
});
