// What the editor works on: the entity as it is being written, and the suggestions that wait for a yes or no. Plain data.

import { z } from 'zod';
import { entitySchema, type Entity } from '../../../engine/contract/entity.ts';
import type { Suggestion, TargetField } from './mapping-answers.ts';

/** What undo and redo go back and forth in. An entity that is being written may break every rule of its schema. */
export interface Draft {
  readonly entity: Entity;
  readonly suggestions: readonly Suggestion[];
}

/** What the engine keeps of an editor, as JSON text. */
export interface KeptDraft extends Draft {
  /** ScheduleHub's fields when they were last read, for work offline; null: never. */
  readonly targetFields: readonly TargetField[] | null;
}

const keptSchema = z.object({
  format: z.literal(1),
  entity: z.looseObject({ mappings: z.array(z.looseObject({ target_field: z.string(), source_field: z.string() })) }),
  suggestions: z.array(z.looseObject({ source_field: z.string(), target_field: z.string() })),
  targetFields: z.array(z.looseObject({ name: z.string() })).nullable(),
});

export function writeDraft(draft: KeptDraft): string {
  return JSON.stringify({ format: 1, ...draft });
}

/** Null where the text was not written by `writeDraft`. */
export function readDraft(text: string): KeptDraft | null {
  const parsed = keptSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const { entity, suggestions, targetFields } = parsed.data;
  // Safe: only `writeDraft` makes format 1, out of these types; the check above tells other JSON from it.
  return { entity, suggestions, targetFields } as unknown as KeptDraft;
}

/** An entity with nothing mapped yet. */
export function createEmptyEntity(names: { readonly name: string; readonly api: string }): Entity {
  const whole = entitySchema.parse({
    name: 'entity',
    source: { api: 'api' },
    business_key: ['key'],
    mappings: [{ source_field: 'KEY', target_field: 'key' }],
  });
  return { ...whole, name: names.name, source: { ...whole.source, api: names.api }, business_key: [], mappings: [] };
}

/** Equal entities are equal as JSON: members that are absent and members that are undefined are the same. */
export function isSameEntity(one: Entity, other: Entity): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
