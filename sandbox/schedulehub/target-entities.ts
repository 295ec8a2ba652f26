// The entities that the sandbox's ScheduleHub holds.

import { optional, required, type TargetEntity } from './entity-definition.ts';

const product: TargetEntity = {
  name: 'product',
  key: ['product_number'],
  parents: [],
  fields: [
    required('product_number', 'string', { max_length: 25 }),
    required('name', 'string', { max_length: 60 }),
    optional('description', 'string', { max_length: 4000 }),
    required('is_made', 'boolean'),
    required('is_finished_good', 'boolean'),
    required('color', 'string', { max_length: 15 }),
    required('safety_stock', 'integer', { minimum: 0, maximum: 1_000_000 }),
    required('reorder_point', 'integer', { minimum: 0, maximum: 100_000 }),
    required('reorder_class', 'string', { enum: ['A', 'B', 'C'] }),
    required('standard_cost', 'decimal', { minimum: 0 }),
    required('list_price', 'decimal', { minimum: 0 }),
    optional('product_line', 'string', { enum: ['road', 'mountain', 'touring', 'standard'] }),
    optional('product_class', 'string', { max_length: 2 }),
    optional('style', 'string', { max_length: 2 }),
    optional('size', 'string', { max_length: 5 }),
    optional('weight', 'decimal', { minimum: 0 }),
    optional('weight_unit', 'string', { enum: ['G', 'LB'] }),
    required('lead_hours', 'integer', { minimum: 0 }),
    optional('subcategory', 'string', { max_length: 50 }),
    required('status', 'string', { enum: ['ACTIVE', 'PHASED_OUT'] }),
    required('sell_start', 'date'),
    optional('sell_end', 'date'),
    optional('erp_guid', 'string', { max_length: 32 }),
    required('modified_at', 'datetime'),
    optional('source_system', 'string', { max_length: 20 }),
  ],
};

const purchaseOrder: TargetEntity = {
  name: 'purchase_order',
  key: ['ledger_no'],
  parents: [],
  fields: [
    required('ledger_no', 'integer', { minimum: 0 }),
    required('revision', 'integer', { minimum: 0, maximum: 999 }),
    required('status', 'string', { enum: ['pending', 'approved', 'rejected', 'complete'] }),
    required('vendor_code', 'string', { max_length: 8 }),
    required('vendor_name', 'string', { max_length: 50 }),
    required('is_preferred_vendor', 'boolean'),
    optional('ship_method', 'string', { max_length: 30 }),
    required('order_date', 'date'),
    optional('ship_date', 'date'),
    required('subtotal', 'decimal', { minimum: 0 }),
    required('tax_amount', 'decimal', { minimum: 0 }),
    required('freight', 'decimal', { minimum: 0 }),
    optional('adjustment', 'decimal', { minimum: -100_000, maximum: 100_000 }),
    required('fx_rate', 'decimal', { minimum: 0 }),
    optional('approved_at', 'datetime'),
    optional('notes', 'string', { max_length: 4000 }),
    required('updated_at', 'datetime'),
  ],
};

const bomComponent: TargetEntity = {
  name: 'bom_component',
  key: ['bill_number'],
  parents: [
    { entity: 'product', fields: { product_number: 'assembly_number' } },
    { entity: 'product', fields: { product_number: 'component_number' } },
  ],
  fields: [
    required('bill_number', 'string', { max_length: 20 }),
    optional('assembly_number', 'string', { max_length: 25 }),
    required('component_number', 'string', { max_length: 25 }),
    required('valid_from', 'date'),
    optional('valid_to', 'date'),
    required('unit', 'string', { enum: ['EA', 'OZ', 'IN'] }),
    required('bom_level', 'integer', { minimum: 0, maximum: 20 }),
    required('quantity', 'decimal', { minimum: 0 }),
    optional('change_note', 'string', { max_length: 200 }),
  ],
};

const inventory: TargetEntity = {
  name: 'inventory',
  key: ['product_number', 'location_code'],
  parents: [{ entity: 'product', fields: { product_number: 'product_number' } }],
  fields: [
    required('product_number', 'string', { max_length: 25 }),
    required('location_code', 'string', { max_length: 10 }),
    required('location_name', 'string', { max_length: 50 }),
    optional('bin_code', 'string', { max_length: 10 }),
    required('quantity', 'integer', { minimum: 0, maximum: 100_000 }),
    optional('count_difference', 'integer', { minimum: -100_000, maximum: 100_000 }),
    optional('counted_at', 'datetime'),
    optional('erp_guid', 'string', { max_length: 32 }),
  ],
};

const purchaseOrderLine: TargetEntity = {
  name: 'purchase_order_line',
  key: ['order_ledger_no', 'line_number'],
  parents: [
    { entity: 'purchase_order', fields: { ledger_no: 'order_ledger_no' } },
    { entity: 'product', fields: { product_number: 'product_number' } },
  ],
  fields: [
    required('order_ledger_no', 'integer', { minimum: 0 }),
    required('line_number', 'integer', { minimum: 1 }),
    required('product_number', 'string', { max_length: 25 }),
    required('due_date', 'date'),
    optional('promised_date', 'date'),
    required('ordered_quantity', 'integer', { minimum: 0, maximum: 1_000_000 }),
    required('unit_price', 'decimal', { minimum: 0 }),
    required('line_total', 'decimal', { minimum: 0 }),
    required('received_quantity', 'decimal', { minimum: 0 }),
    required('rejected_quantity', 'decimal', { minimum: 0 }),
    required('is_closed', 'boolean'),
    required('modified_at', 'datetime'),
  ],
};

const syntheticPart: TargetEntity = {
  name: 'synthetic_part',
  key: ['part_number'],
  parents: [],
  fields: [
    required('part_number', 'string', { max_length: 25 }),
    required('part_id', 'integer', { minimum: 1 }),
    required('name', 'string', { max_length: 60 }),
    required('site', 'string', { max_length: 5 }),
    required('unit', 'string', { max_length: 3 }),
    required('quantity', 'integer', { minimum: 0 }),
    required('price', 'decimal', { minimum: 0 }),
    required('weight', 'decimal', { minimum: 0 }),
    required('is_active', 'boolean'),
    required('released', 'date'),
    required('modified_at', 'datetime'),
  ],
};

/** Parents before children. */
export const TARGET_ENTITIES: readonly TargetEntity[] = [
  product,
  purchaseOrder,
  bomComponent,
  inventory,
  purchaseOrderLine,
];

/** The target of the made-up rows; only there when they are. */
export const SYNTHETIC_TARGET: TargetEntity = syntheticPart;
