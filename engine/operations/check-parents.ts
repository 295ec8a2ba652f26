// How an entity hangs together with the others: its parents exist, their keys are matched whole and in type, no circle. Pure.

import type { Entity, FieldType } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { EntityProblem } from './check-entity-file.ts';
import { orderByParents } from './entity-order.ts';

/** Problems of the parent references; `all` holds every entity there is, with `entity` itself in its new form. */
export function findParentProblems(entity: Entity, all: ReadonlyMap<string, Entity>): readonly EntityProblem[] {
  const problems = entity.parents.flatMap((parent, at) => {
    const path = `parents[${at}]`;
    const known = all.get(parent.entity);
    return known === undefined ? [] : findFieldProblems(entity, known, { fields: parent.fields, path });
  });
  return [...problems, ...findCircle(entity, all)];
}

/** Parents that are not imported yet: no mistake of the file, but a sync of the entity needs them. */
export function findUnknownParents(entity: Entity, all: ReadonlyMap<string, Entity>): readonly string[] {
  return [...new Set(entity.parents.map((parent) => parent.entity))].filter((name) => !all.has(name));
}

interface Reference {
  readonly fields: Readonly<Record<string, string>>;
  readonly path: string;
}

function findFieldProblems(entity: Entity, parent: Entity, { fields, path }: Reference): readonly EntityProblem[] {
  const keyText = `The business key of ${parent.name} is ${parent.business_key.join(', ')}.`;
  const extra = Object.keys(fields).filter((field) => !parent.business_key.includes(field));
  return [
    ...extra.map((field) =>
      toProblem(`${path}.fields.${field}`, `${field} is not part of the business key of ${parent.name}`, keyText),
    ),
    ...parent.business_key.flatMap((field) => {
      const own = fields[field];
      if (own === undefined) {
        return [toProblem(`${path}.fields`, `no field is named for ${field} of ${parent.name}`, keyText)];
      }
      const [parentType, ownType] = [typeOf(parent, field), typeOf(entity, own)];
      if (parentType === null || ownType === null || isSameKind(parentType, ownType)) return [];
      const message = `${own} is of type ${ownType}, but ${field} of ${parent.name} is of type ${parentType}`;
      return [toProblem(`${path}.fields.${field}`, message, 'Give both the same type, or no child finds its parent.')];
    }),
  ];
}

function findCircle(entity: Entity, all: ReadonlyMap<string, Entity>): readonly EntityProblem[] {
  const nodes = [...all.values()].map(({ name, parents }) => ({
    name,
    parents: parents.map((parent) => parent.entity),
  }));
  // The entity itself comes first, so that a circle is told of where it goes through it.
  const own = nodes.filter((node) => node.name === entity.name);
  try {
    orderByParents([...own, ...nodes]);
    return [];
  } catch (error) {
    if (!(error instanceof EngineError) || !error.message.includes(`${entity.name} -> `)) return [];
    return [toProblem('parents', error.message.replace(/\.$/, ''), 'Remove one reference of the circle.')];
  }
}

function typeOf(entity: Entity, field: string): FieldType | null {
  return entity.mappings.find((mapping) => mapping.target_field === field)?.type ?? null;
}

/** Integers and decimals of equal value have equal keys. */
function isSameKind(one: FieldType, other: FieldType): boolean {
  const isNumber = (type: FieldType): boolean => type === 'integer' || type === 'decimal';
  return one === other || (isNumber(one) && isNumber(other));
}

function toProblem(path: string, message: string, hint: string): EntityProblem {
  return { kind: 'parent', path, message, hint };
}
