// Every edit of a draft as a pure function. What an edit does not touch keeps its identity, so that only its row is drawn
// again; an edit that changes nothing gives the same draft back.

import {
  fieldMappingSchema,
  type Entity,
  type FieldMapping,
  type Transformation,
} from '../../../engine/contract/entity.ts';
import type { Draft } from './draft.ts';
import type { Suggestion, TargetField } from './mapping-answers.ts';

export type MappingPatch = Partial<Omit<FieldMapping, 'target_field' | 'transformations'>>;

export type Edit =
  /** `field` says what ScheduleHub wants of a target that is mapped for the first time. */
  | { readonly kind: 'map'; readonly target: string; readonly source: string; readonly field?: TargetField }
  | { readonly kind: 'unmap'; readonly target: string }
  | { readonly kind: 'change'; readonly target: string; readonly patch: MappingPatch }
  | { readonly kind: 'rename'; readonly target: string; readonly to: string }
  | { readonly kind: 'add-step'; readonly target: string; readonly step: Transformation }
  | { readonly kind: 'change-step'; readonly target: string; readonly at: number; readonly step: Transformation }
  | { readonly kind: 'remove-step'; readonly target: string; readonly at: number }
  | { readonly kind: 'move-step'; readonly target: string; readonly at: number; readonly to: number }
  | { readonly kind: 'suggest'; readonly suggestions: readonly Suggestion[] }
  | { readonly kind: 'accept'; readonly suggestions: readonly Suggestion[]; readonly fields: readonly TargetField[] }
  | { readonly kind: 'dismiss'; readonly suggestions: readonly Suggestion[] }
  | { readonly kind: 'settings'; readonly patch: Partial<Omit<Entity, 'mappings'>> }
  /** Rules of a file take the place of those for the same target; the others stay. */
  | { readonly kind: 'take-rules'; readonly mappings: readonly FieldMapping[] }
  | { readonly kind: 'replace'; readonly entity: Entity };

export function editDraft(draft: Draft, edit: Edit): Draft {
  switch (edit.kind) {
    case 'map':
      return withMappings(dropSuggestion(draft, edit.target), mapField(draft.entity.mappings, edit));
    case 'unmap':
      return withMappings(
        draft,
        draft.entity.mappings.filter(({ target_field: target }) => target !== edit.target),
      );
    case 'change':
      return changeMapping(draft, edit.target, (mapping) => ({ ...mapping, ...edit.patch }));
    case 'rename':
      return renameTarget(draft, edit.target, edit.to);
    case 'add-step':
      return changeSteps(draft, edit.target, (steps) => [...steps, edit.step]);
    case 'change-step':
      return changeSteps(draft, edit.target, (steps) => steps.map((step, at) => (at === edit.at ? edit.step : step)));
    case 'remove-step':
      return changeSteps(draft, edit.target, (steps) => steps.filter((_step, at) => at !== edit.at));
    case 'move-step':
      return changeSteps(draft, edit.target, (steps) => moveItem(steps, edit.at, edit.to));
    case 'suggest':
      return { ...draft, suggestions: withoutMapped(edit.suggestions, draft.entity.mappings) };
    case 'accept':
      return acceptSuggestions(draft, edit.suggestions, edit.fields);
    case 'dismiss':
      return withoutSuggestions(draft, edit.suggestions);
    case 'settings':
      return { ...draft, entity: { ...draft.entity, ...edit.patch } };
    case 'take-rules':
      return withMappings(draft, takeRules(draft.entity.mappings, edit.mappings));
    case 'replace':
      return { suggestions: withoutMapped(draft.suggestions, edit.entity.mappings), entity: edit.entity };
  }
}

/** Edits of the same member of the same field are one step of undo; null: a step of its own. */
export function tagOf(edit: Edit): string | null {
  if (edit.kind === 'change') return `change ${edit.target} ${Object.keys(edit.patch).join(' ')}`;
  if (edit.kind === 'change-step') return `change-step ${edit.target} ${edit.at}`;
  if (edit.kind === 'settings') return `settings ${Object.keys(edit.patch).join(' ')}`;
  return null;
}

/** The item at `at` stands at `to` afterwards; positions outside leave the list as it is. */
export function moveItem<T>(items: readonly T[], at: number, to: number): T[] {
  const moved = items[at];
  if (moved === undefined || to < 0 || to >= items.length) return [...items];
  const rest = items.filter((_item, index) => index !== at);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

function mapField(mappings: readonly FieldMapping[], edit: Extract<Edit, { kind: 'map' }>): FieldMapping[] {
  const isMapped = mappings.some(({ target_field: target }) => target === edit.target);
  if (!isMapped) return [...mappings, createMapping(edit)];
  return mappings.map((mapping) =>
    mapping.target_field === edit.target && mapping.source_field !== edit.source
      ? { ...mapping, source_field: edit.source }
      : mapping,
  );
}

interface NewMapping {
  readonly target: string;
  readonly source: string;
  readonly field?: Pick<TargetField, 'type' | 'is_required'> | undefined;
}

/** Type and `required` are those of ScheduleHub's field where it is known. */
function createMapping({ target, source, field }: NewMapping): FieldMapping {
  return fieldMappingSchema.parse({
    source_field: source,
    target_field: target,
    ...(field === undefined ? {} : { type: field.type, is_required: field.is_required }),
  });
}

function acceptSuggestions(draft: Draft, accepted: readonly Suggestion[], fields: readonly TargetField[]): Draft {
  const added = withoutMapped(accepted, draft.entity.mappings).map(({ source_field, target_field, type }) => {
    const field = fields.find(({ name }) => name === target_field);
    return createMapping({
      target: target_field,
      source: source_field,
      field: { type, is_required: field?.is_required ?? false },
    });
  });
  return withMappings(withoutSuggestions(draft, accepted), [...draft.entity.mappings, ...added]);
}

function changeMapping(draft: Draft, target: string, change: (mapping: FieldMapping) => FieldMapping): Draft {
  return withMappings(
    draft,
    draft.entity.mappings.map((mapping) => (mapping.target_field === target ? change(mapping) : mapping)),
  );
}

function changeSteps(
  draft: Draft,
  target: string,
  change: (steps: readonly Transformation[]) => Transformation[],
): Draft {
  return changeMapping(draft, target, (mapping) => ({ ...mapping, transformations: change(mapping.transformations) }));
}

/** The business key, the parents and the hash go along with a field's new name. */
function renameTarget(draft: Draft, from: string, to: string): Draft {
  if (from === to || draft.entity.mappings.some(({ target_field: target }) => target === to)) return draft;
  const { entity } = draft;
  const rename = (name: string): string => (name === from ? to : name);
  return withMappings(
    {
      ...draft,
      entity: {
        ...entity,
        business_key: entity.business_key.map(rename),
        parents: entity.parents.map((parent) => ({
          ...parent,
          fields: Object.fromEntries(Object.entries(parent.fields).map(([key, own]) => [key, rename(own)])),
        })),
        delta: { ...entity.delta, exclude_from_hash: entity.delta.exclude_from_hash.map(rename) },
      },
    },
    entity.mappings.map((mapping) => (mapping.target_field === from ? { ...mapping, target_field: to } : mapping)),
  );
}

function takeRules(mappings: readonly FieldMapping[], taken: readonly FieldMapping[]): FieldMapping[] {
  const byTarget = new Map(taken.map((mapping) => [mapping.target_field, mapping]));
  const known = new Set(mappings.map(({ target_field: target }) => target));
  return [
    ...mappings.map((mapping) => byTarget.get(mapping.target_field) ?? mapping),
    ...taken.filter(({ target_field: target }) => !known.has(target)),
  ];
}

function withMappings(draft: Draft, mappings: FieldMapping[]): Draft {
  const { mappings: before } = draft.entity;
  const isSame = before.length === mappings.length && before.every((mapping, at) => mapping === mappings[at]);
  return isSame ? draft : { ...draft, entity: { ...draft.entity, mappings } };
}

function withoutMapped(suggestions: readonly Suggestion[], mappings: readonly FieldMapping[]): readonly Suggestion[] {
  const mapped = new Set(mappings.map(({ target_field: target }) => target));
  return suggestions.filter(({ target_field: target }) => !mapped.has(target));
}

function dropSuggestion(draft: Draft, target: string): Draft {
  return withoutSuggestions(
    draft,
    draft.suggestions.filter(({ target_field: field }) => field === target),
  );
}

function withoutSuggestions(draft: Draft, gone: readonly Suggestion[]): Draft {
  if (gone.length === 0) return draft;
  const targets = new Set(gone.map(({ target_field: target }) => target));
  return { ...draft, suggestions: draft.suggestions.filter(({ target_field: target }) => !targets.has(target)) };
}
