// Which columns a run validates against, and what drifted since the entity last saw its API. Pure but for the caller.

import type { ApiDescription } from '../clients/apismith-client.ts';
import type { Column, Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';

export interface SourceColumns {
  readonly columns: readonly Column[];
  /** One sentence per column that is new, gone or of another type. */
  readonly drift: readonly string[];
}

/**
 * `known`: the columns of the entity file, or those of the last run; null at the first run.
 * Throws EngineError `conflict` where the entity says stop.
 */
export function sourceColumns(entity: Entity, api: ApiDescription, known: readonly Column[] | null): SourceColumns {
  if (known === null) return { columns: api.columns, drift: [] };
  const drift = compareColumns(known, api.columns);
  if (drift.length === 0) return { columns: entity.source.columns ?? api.columns, drift };
  if (entity.source.on_drift === 'stop') {
    throw new EngineError(
      'conflict',
      `The columns of the API ${api.slug} changed: ${drift.join('; ')}. Nothing was read, as ${entity.name} asks for when columns change. Check the mapping, then take the new columns over.`,
      { details: { stage: 'validate', entity: entity.name } },
    );
  }
  return { columns: entity.source.on_drift === 'accept' ? api.columns : known, drift };
}

export interface ColumnChange {
  readonly column: string;
  readonly change: 'new' | 'gone' | 'retyped';
  /** Oracle types; null where the column is new or gone. */
  readonly before: string | null;
  readonly after: string | null;
}

/** New columns first, then those that are gone, then those of another type. */
export function listColumnChanges(known: readonly Column[], described: readonly Column[]): readonly ColumnChange[] {
  const before = new Map(known.map((column) => [column.name, column.type]));
  const after = new Map(described.map((column) => [column.name, column.type]));
  return [
    ...described
      .filter(({ name }) => !before.has(name))
      .map(({ name, type }) => ({ column: name, change: 'new' as const, before: null, after: type })),
    ...known
      .filter(({ name }) => !after.has(name))
      .map(({ name, type }) => ({ column: name, change: 'gone' as const, before: type, after: null })),
    ...known.flatMap(({ name, type }) => {
      const now = after.get(name);
      if (now === undefined || now === type) return [];
      return [{ column: name, change: 'retyped' as const, before: type, after: now }];
    }),
  ];
}

export function toSentence({ column, change, before, after }: ColumnChange): string {
  return change === 'retyped' ? `column ${column} was ${before} and is ${after}` : `column ${column} is ${change}`;
}

/** One sentence per column that is new, gone or of another type. */
function compareColumns(known: readonly Column[], described: readonly Column[]): readonly string[] {
  return listColumnChanges(known, described).map(toSentence);
}
