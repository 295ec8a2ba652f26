// What ScheduleHub asks of the records of a benchmark.

import { required, type TargetEntity } from '../schedulehub/entity-definition.ts';
import { SYNTHETIC_TARGET } from '../schedulehub/target-entities.ts';

const STOCK_TARGET: TargetEntity = {
  name: 'synthetic_stock',
  key: ['part_number', 'bin'],
  parents: [{ entity: 'synthetic_part', fields: { part_number: 'part_number' } }],
  fields: [
    required('stock_id', 'integer', { minimum: 1 }),
    required('bin', 'string', { max_length: 10 }),
    ...SYNTHETIC_TARGET.fields.filter(({ name }) => name !== 'part_id' && name !== 'name'),
  ],
};

/** Parents before children. */
export const BENCH_TARGETS: readonly TargetEntity[] = [SYNTHETIC_TARGET, STOCK_TARGET];
