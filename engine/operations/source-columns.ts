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
      `The columns of the API ${api.slug} changed: ${drift.join('; ')}. Nothing was read, because on_drift of ${entity.name} is "stop". Check the mapping, then import the entity with its new columns.`,
      { details: { stage: 'validate', entity: entity.name } },
    );
  }
  return { columns: entity.source.on_drift === 'accept' ? api.columns : known, drift };
}

/** One sentence per column that is new, gone or of another type. */
export function compareColumns(known: readonly Column[], described: readonly Column[]): readonly string[] {
  const before = new Map(known.map((column) => [column.name, column]));
  const now = new Map(described.map((column) => [column.name, column]));
  return [
    ...described.filter(({ name }) => !before.has(name)).map(({ name }) => `column ${name} is new`),
    ...known.filter(({ name }) => !now.has(name)).map(({ name }) => `column ${name} is gone`),
    ...known.flatMap(({ name, type }) => {
      const type2 = now.get(name)?.type;
      return type2 === undefined || type2 === type ? [] : [`column ${name} was ${type} and is ${type2}`];
    }),
  ];
}
