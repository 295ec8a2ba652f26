// What ScheduleHub asks of the records of one entity.

import type { FieldType } from '../../engine/contract/entity.ts';

export interface TargetField {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly max_length: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly enum: readonly string[] | null;
  readonly description: string | null;
}

export interface TargetParent {
  readonly entity: string;
  /** Parent's key field to this entity's field, in the order of the parent's key. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface TargetEntity {
  readonly name: string;
  /** Fields that name a record to its children; parents are found by them. */
  readonly key: readonly string[];
  readonly fields: readonly TargetField[];
  readonly parents: readonly TargetParent[];
}

type Rules = Partial<Omit<TargetField, 'name' | 'type' | 'required'>>;

function field(name: string, type: FieldType, rules: Rules & Pick<TargetField, 'required'>): TargetField {
  return {
    name,
    type,
    max_length: null,
    minimum: null,
    maximum: null,
    enum: null,
    description: null,
    ...rules,
  };
}

export const required = (name: string, type: FieldType, rules?: Rules): TargetField =>
  field(name, type, { ...rules, required: true });
export const optional = (name: string, type: FieldType, rules?: Rules): TargetField =>
  field(name, type, { ...rules, required: false });
