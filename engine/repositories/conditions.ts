// Conditions of a filter, joined by "and".

import type { SqlValue } from '../db/database.ts';

export interface Condition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Each pair is a condition with one `?` and its value; a pair without a value asks nothing. */
export function allOf(asked: readonly (readonly [string, SqlValue | undefined])[]): Condition {
  const conditions = ['true'];
  const params: SqlValue[] = [];
  for (const [condition, value] of asked) {
    if (value === undefined) continue;
    conditions.push(condition);
    params.push(value);
  }
  return { sql: conditions.join(' and '), params };
}
