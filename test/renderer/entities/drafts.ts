// Drafts and neighbours' answers for the tests of the mapping editor.

import { entitySchema, type Entity, type EntityFile } from '../../../engine/contract/entity.ts';
import type { Draft } from '../../../renderer/features/entities/draft.ts';
import type { Suggestion, TargetField } from '../../../renderer/features/entities/mapping-answers.ts';

export function createEntity(patch: Partial<EntityFile> = {}): Entity {
  return entitySchema.parse({
    name: 'part',
    source: { api: 'parts' },
    business_key: ['item_number'],
    mappings: [
      { source_field: 'PART_NO', target_field: 'item_number', transformations: ['uppercase', 'trim'] },
      { source_field: 'QTY', target_field: 'quantity', type: 'integer' },
    ],
    ...patch,
  });
}

export function createDraft(patch: Partial<EntityFile> = {}): Draft {
  return { entity: createEntity(patch), suggestions: [] };
}

export function suggest(source: string, target: string, confidence = 0.95): Suggestion {
  return { source_field: source, target_field: target, type: 'string', confidence, reason: 'same name' };
}

export function field(name: string, patch: Partial<TargetField> = {}): TargetField {
  return {
    name,
    type: 'string',
    is_required: false,
    max_length: null,
    minimum: null,
    maximum: null,
    enum: null,
    description: null,
    ...patch,
  };
}
