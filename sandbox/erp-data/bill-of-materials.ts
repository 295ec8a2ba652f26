// The API `bill_of_materials`: which product is built from which; both are parents, and the assembly may be absent.

import { toPlainDecimal, wholePart } from '../exact/decimal.ts';
import { createRandom } from '../exact/random.ts';
import { dayOf, optionalTextOf, readAdventureWorks, textOf } from './adventureworks.ts';
import { charCell, nullCell, numberCell, textCell, timeCell } from './cell.ts';
import { column, defineErpApi, type Truth } from './erp-api.ts';

interface BomComponent extends Truth {
  readonly bill: string;
  readonly assembly: string | null;
  readonly component: string;
  readonly start: string;
  readonly end: string | null;
  readonly unit: string;
  readonly level: number;
  readonly quantity: string;
  readonly note: string | null;
}

const FIRST_VERSION_MS = Date.UTC(2025, 0, 1);
const VERSION_STEP_MICROS = 1_000_003;

/** A row version as TIMESTAMP text with six fraction digits: a Date would cut it. */
function versionText(version: number): string {
  const micros = version * VERSION_STEP_MICROS;
  const seconds = new Date(FIRST_VERSION_MS + Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19);
  return `${seconds.replace('T', ' ')}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

/** Clean bill lines as JSON texts; `productNumbers` by AdventureWorks id. */
export function loadBillOfMaterials(productNumbers: ReadonlyMap<string, string>): string[] {
  const numberOf = (id: string): string => productNumbers.get(id) ?? id;
  return readAdventureWorks('BillOfMaterials').map((row) => {
    const id = Number(textOf(row, 'BillOfMaterialsID'));
    const assembly = optionalTextOf(row, 'ProductAssemblyID');
    const end = optionalTextOf(row, 'EndDate');
    const random = createRandom(`bom|${id}`);
    return JSON.stringify({
      id,
      bill: `BOM-${id}`,
      assembly: assembly === null ? null : numberOf(assembly),
      component: numberOf(textOf(row, 'ComponentID')),
      start: dayOf(textOf(row, 'StartDate')),
      end: end === null ? null : dayOf(end),
      unit: textOf(row, 'UnitMeasureCode').trim(),
      level: Number(textOf(row, 'BOMLevel')),
      quantity: toPlainDecimal(textOf(row, 'PerAssemblyQty')) ?? '0',
      note: random.chance(0.2) ? `Ändrad enligt ECO ${1000 + random.int(9000)}, kontrollerad à la main` : null,
    } satisfies BomComponent);
  });
}

export const billOfMaterialsApi = defineErpApi<BomComponent>({
  slug: 'bill_of_materials',
  entity: 'bom_component',
  name: 'Bills of material',
  description: 'Components of assemblies; an assembly that is null marks a product that is sold as it is.',
  keyColumns: ['BILL_ID'],
  rowversionColumn: 'LAST_UPDATED',
  capabilities: { total: true, keyset: false, as_of: true },
  businessKey: ['bill_number'],
  columns: [
    column('BILL_ID', { type: 'NUMBER', precision: 9, scale: 0, nullable: false }, (b) => numberCell(b.id)),
    column('BILL_NUMBER', { type: 'VARCHAR2', length: 30 }, (b, dirt) => textCell(dirt.anyCase(b.bill))),
    column('ASSEMBLY_NUMBER', { type: 'VARCHAR2', length: 40 }, (b, dirt) => textCell(dirt.anyCase(b.assembly))),
    column('COMPONENT_NUMBER', { type: 'VARCHAR2', length: 40 }, (b, dirt) => textCell(dirt.anyCase(b.component))),
    column('START_DATE', { type: 'DATE' }, (b, dirt) => timeCell(dirt.date(b.start), b.start)),
    column('END_DATE', { type: 'VARCHAR2', length: 40 }, (b, dirt) => textCell(dirt.date(b.end))),
    column('UOM', { type: 'CHAR', length: 3 }, (b) => charCell(b.unit, 3)),
    column('BOM_LEVEL', { type: 'NUMBER', precision: 5, scale: 0 }, (b) => numberCell(b.level)),
    column('QTY_PER_ASSEMBLY', { type: 'VARCHAR2', length: 30 }, (b, dirt) => textCell(dirt.number(b.quantity))),
    column('CHANGE_NOTE', { type: 'NVARCHAR2', length: 200 }, (b, dirt) => textCell(dirt.text(b.note))),
    column('LAST_UPDATED', { type: 'TIMESTAMP', precision: 6, nullable: false }, (_b, _dirt, version) =>
      timeCell(versionText(version), versionText(version)),
    ),
  ],
  toTarget: (b) => ({
    bill_number: b.bill,
    assembly_number: b.assembly,
    component_number: b.component,
    valid_from: b.start,
    valid_to: b.end,
    unit: b.unit,
    bom_level: String(b.level),
    quantity: b.quantity,
    change_note: b.note?.normalize('NFC') ?? null,
  }),
  toParents: (b) => [
    ...(b.assembly === null ? [] : [{ entity: 'product', key: [b.assembly] }]),
    { entity: 'product', key: [b.component] },
  ],
  spoiltCells: {
    unparsable_number: () => ({ QTY_PER_ASSEMBLY: textCell('1,2,3') }),
    impossible_date: () => ({ END_DATE: textCell('30.02.2023') }),
    missing_required: () => ({ START_DATE: nullCell }),
    null_business_key: () => ({ BILL_NUMBER: nullCell }),
    bad_enum: () => ({ UOM: charCell('??', 3) }),
  },
  spoiltTruths: {
    orphan: (b) => ({ ...b, component: `ZZ-${b.id}` }),
    // ScheduleHub takes at most 20 levels; the mapping has no such rule.
    target_only: (b) => ({ ...b, level: 21 }),
  },
  change: (b, random) => ({ ...b, quantity: toPlainDecimal(`${wholePart(b.quantity) + 1 + random.int(9)}.25`) ?? '1' }),
  renew: (like, id) => ({ ...like, id, bill: `BOM-${id}` }),
});
