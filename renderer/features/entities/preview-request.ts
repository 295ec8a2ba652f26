// What of a draft can be previewed: an entity that keeps its schema, with whatever is half written left out of it.

import { entitySchema, fieldMappingSchema, type Column, type Entity } from '../../../engine/contract/entity.ts';

export interface PreviewableEntity {
  readonly entity: Entity;
  /** Where each of its mappings stands in the draft: problems come back with the positions of the request. */
  readonly positions: readonly number[];
}

/** Null where nothing is mapped. `columns` are the sample's, used where the entity lists none. */
export function toPreviewable(draft: Entity, columns: readonly Column[]): PreviewableEntity | null {
  const whole = draft.mappings.map((mapping, at) => ({ mapping, at })).filter(isWhole);
  const [first] = whole;
  if (first === undefined) return null;
  const mappings = whole.map(({ mapping }) => mapping);
  const mapped = new Set(mappings.map(({ target_field: target }) => target));
  const key = draft.business_key.filter((field) => mapped.has(field));
  const base = {
    name: 'draft',
    source: { api: 'draft', columns: draft.source.columns ?? columns },
    business_key: key.length === 0 ? [first.mapping.target_field] : key,
    mappings,
  };
  const zone = draft.source.time_zone;
  const rowversion = draft.source.rowversion_field;
  const parsed = entitySchema.safeParse({
    ...base,
    source: {
      ...base.source,
      ...(zone === undefined || zone === '' ? {} : { time_zone: zone }),
      ...(rowversion === undefined || rowversion === '' ? {} : { rowversion_field: rowversion }),
    },
    delta: { exclude_from_hash: draft.delta.exclude_from_hash.filter((field) => mapped.has(field)) },
  });
  return parsed.success ? { entity: parsed.data, positions: whole.map(({ at }) => at) } : null;
}

function isWhole({ mapping }: { readonly mapping: Entity['mappings'][number] }): boolean {
  return fieldMappingSchema.safeParse(mapping).success;
}

/** A problem's path with the position that the mapping has in the draft. */
export function toDraftPath(path: string, positions: readonly number[]): string {
  return path.replace(/^mappings\[(\d+)\]/, (whole, index: string) => {
    const at = positions[Number(index)];
    return at === undefined ? whole : `mappings[${at}]`;
  });
}
