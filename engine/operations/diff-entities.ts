// What differs between two versions of an entity: settings by path, mappings by target field. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { Entity, FieldMapping } from '../contract/entity.ts';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export interface MemberChange {
  /** Where in the JSON, as `delta.strategy`. */
  readonly path: string;
  /** Null where it was absent. */
  readonly before: Json;
  readonly after: Json;
}

export interface MappingChange {
  readonly target_field: string;
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  readonly members: readonly MemberChange[];
}

export interface EntityDiff {
  readonly settings: readonly MemberChange[];
  /** In the order of the newer version; removed ones last. */
  readonly mappings: readonly MappingChange[];
}

export function diffEntities(before: Entity, after: Entity): EntityDiff {
  const { mappings: oldMappings, ...oldSettings } = before;
  const { mappings: newMappings, ...newSettings } = after;
  return { settings: diffMembers(oldSettings, newSettings, ''), mappings: diffMappings(oldMappings, newMappings) };
}

function diffMappings(before: readonly FieldMapping[], after: readonly FieldMapping[]): readonly MappingChange[] {
  const old = new Map(before.map((mapping) => [mapping.target_field, mapping]));
  const kept = new Set(after.map((mapping) => mapping.target_field));
  const orderBefore = before.map((mapping) => mapping.target_field).filter((field) => kept.has(field));
  const orderAfter = after.map((mapping) => mapping.target_field).filter((field) => old.has(field));
  const changes = after.flatMap((mapping): readonly MappingChange[] => {
    const { target_field: field } = mapping;
    const earlier = old.get(field);
    if (earlier === undefined) return [{ target_field: field, change: 'added', members: diffMembers({}, mapping, '') }];
    const members = diffMembers(earlier, mapping, '');
    if (members.length > 0) return [{ target_field: field, change: 'changed', members }];
    const isMoved = orderBefore.indexOf(field) !== orderAfter.indexOf(field);
    return isMoved ? [{ target_field: field, change: 'moved', members: [] }] : [];
  });
  const removed = before.filter((mapping) => !kept.has(mapping.target_field));
  return [
    ...changes,
    ...removed.map((mapping) => ({
      target_field: mapping.target_field,
      change: 'removed' as const,
      members: diffMembers(mapping, {}, ''),
    })),
  ];
}

/** Goes into objects; lists are compared whole, since their order means something. */
function diffMembers(before: object, after: object, prefix: string): readonly MemberChange[] {
  const [old, now] = [toMembers(before), toMembers(after)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return names.flatMap((name) => {
    const [one, other] = [old[name] ?? null, now[name] ?? null];
    if (isDeepStrictEqual(one, other)) return [];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return isObject(one) && isObject(other) ? diffMembers(one, other, path) : [{ path, before: one, after: other }];
  });
}

function toMembers(value: object): Readonly<Record<string, Json>> {
  // Safe: entities are parsed JSON.
  return value as Readonly<Record<string, Json>>;
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
