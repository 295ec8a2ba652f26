// Records of `synthetic_part`, as a client would send them.

import { createHash } from 'node:crypto';

export interface RecordBody {
  readonly bk_hash: string;
  readonly data_hash: string;
  readonly rowversion: string;
  readonly reference: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function hashesOf(at: number): { readonly bk_hash: string; readonly data_hash: string } {
  return {
    bk_hash: createHash('md5').update(String(at)).digest('hex'),
    data_hash: createHash('sha256').update(String(at)).digest('hex'),
  };
}

/** The record of part `at`, with some fields changed. */
export function recordBody(at: number, changes: Readonly<Record<string, unknown>> = {}): RecordBody {
  return {
    ...hashesOf(at),
    rowversion: String(at),
    reference: `part_number=SP-${at}`,
    data: {
      part_number: `SP-${at}`,
      part_id: at,
      name: 'Växelhus',
      site: 'S1',
      unit: 'EA',
      quantity: 5,
      price: 12.5,
      weight: 0.25,
      is_active: true,
      released: '2024-02-29',
      modified_at: '2024-02-29T10:00:00.5Z',
      ...changes,
    },
  };
}
