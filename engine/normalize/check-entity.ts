// What the entity schema cannot see: names that must agree with each other. Refused when the plan is compiled,
// so that no row is ever read for a mapping that cannot work.

import type { Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';

/** Throws EngineError `usage` naming the field and the rule. */
export function checkEntity(entity: Entity): void {
  const refuse = (field: string, problem: string): never => {
    throw new EngineError('usage', `Entity ${entity.name}, field ${field}: ${problem}`, {
      details: { entity: entity.name, field },
    });
  };
  const targets = new Set<string>();
  for (const { source_field: source, target_field: target } of entity.mappings) {
    // The one name that a JavaScript object cannot hold as data.
    if (source === '__proto__' || target === '__proto__') refuse('__proto__', 'this name cannot be used.');
    if (targets.has(target)) refuse(target, 'two mappings have this target_field; keep one of them.');
    targets.add(target);
  }
  const known = `Mapped are: ${[...targets].join(', ')}.`;
  const seen = new Set<string>();
  for (const field of entity.business_key) {
    if (!targets.has(field)) refuse(field, `the business key names it, but no mapping produces it. ${known}`);
    if (seen.has(field)) refuse(field, 'the business key names it twice.');
    seen.add(field);
  }
  for (const parent of entity.parents) {
    for (const field of Object.values(parent.fields)) {
      if (!targets.has(field))
        refuse(field, `the parent ${parent.entity} is found by it, but no mapping produces it. ${known}`);
    }
  }
  for (const field of entity.delta.exclude_from_hash) {
    if (!targets.has(field))
      refuse(field, `it is one of the fields whose change alone sends nothing, but no mapping produces it. ${known}`);
  }
}
