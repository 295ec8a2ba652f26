// What can be asked to change in the ERP, and the exact account of what did change.

import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.ts';

const count = z.number().int().min(0).max(1_000_000).default(0);

export const changeSchema = z.strictObject({
  api: z.string(),
  updates: count,
  inserts: count,
  deletes: count,
  /** Rows nobody refers to; any row; or rows together with everything that refers to them. */
  delete_from: z.enum(['childless', 'any', 'with_children']).default('childless'),
  seed: z.number().int().default(1),
});
export type ChangeInput = z.input<typeof changeSchema>;
export type ChangeRequest = z.output<typeof changeSchema>;

export interface RowChange {
  readonly op: 'update' | 'insert' | 'delete';
  readonly api: string;
  readonly entity: string;
  readonly source_key: string;
  readonly key: Readonly<Record<string, string>>;
  /** Target fields that differ, for updates. */
  readonly fields: readonly string[];
}

export interface ChangeReport {
  readonly changes: readonly RowChange[];
  /** Operations that the next sync of the API's entity must make (deletes only in a full one). */
  readonly expected: { readonly inserted: number; readonly updated: number; readonly deleted: number };
}

export function toReport(changes: readonly RowChange[]): ChangeReport {
  const countOf = (op: RowChange['op']): number => changes.filter((change) => change.op === op).length;
  return {
    changes,
    expected: { inserted: countOf('insert'), updated: countOf('update'), deleted: countOf('delete') },
  };
}

export function tooFew(wanted: string, available: number): HttpProblem {
  return new HttpProblem(422, 'too_few_rows', `Only ${available} rows can be ${wanted}; ask for fewer.`);
}
