// A first mapping from sample rows: columns as guessed, suggested fields, and an entity file to start from. Pure.

import type { EntityFile } from '../contract/entity.ts';
import type { RawRow } from '../record/shapes.ts';
import { inferColumns, type InferredColumn } from '../samples/infer-columns.ts';
import { suggestMapping, type MappingSuggestion, type TargetField } from '../samples/suggest-mapping.ts';

export interface InferredMapping {
  readonly columns: readonly InferredColumn[];
  readonly suggestions: readonly MappingSuggestion[];
  /** A draft: name, API and business key are guesses to be checked. */
  readonly entity: EntityFile;
}

export interface InferRequest {
  readonly rows: readonly RawRow[];
  /** Becomes the draft's name, made snake_case. */
  readonly name: string;
  /** Fields of the target; empty where they are not known. */
  readonly targetFields: readonly TargetField[];
}

export function inferMapping({ rows, name, targetFields }: InferRequest): InferredMapping {
  const columns = inferColumns(rows);
  const suggestions = suggestMapping(columns, targetFields);
  const entityName = toEntityName(name);
  const entity: EntityFile = {
    name: entityName,
    source: {
      api: entityName,
      columns: columns.map(({ name: column, type, nullable }) => ({ name: column, type, nullable })),
    },
    business_key: [guessKey(columns, suggestions)],
    mappings: suggestions.map(({ source_field, target_field, type }) => ({ source_field, target_field, type })),
  };
  return { columns, suggestions, entity };
}

/** The first field whose column is full and distinct in every row; else the first field. */
function guessKey(columns: readonly InferredColumn[], suggestions: readonly MappingSuggestion[]): string {
  const unique = new Set(
    columns.filter((column) => column.fill_rate === 1 && column.distinct_share === 1).map((column) => column.name),
  );
  const best = suggestions.find((suggestion) => unique.has(suggestion.source_field)) ?? suggestions[0];
  return best?.target_field ?? 'id';
}

function toEntityName(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return words === '' ? 'entity' : words.slice(0, 63);
}
