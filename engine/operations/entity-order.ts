// The order entities are synced in: parents before children. Pure.

import { EngineError } from '../failures/engine-error.ts';

interface Node {
  readonly name: string;
  readonly parents: readonly string[];
}

/** Parents first, otherwise by name order given; throws EngineError `usage` naming the circle where there is one. */
export function orderByParents(entities: readonly Node[]): readonly string[] {
  const byName = new Map(entities.map((entity) => [entity.name, entity]));
  const ordered: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const entity = byName.get(name);
    if (entity === undefined || done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      throw new EngineError(
        'usage',
        `The parents go round in a circle: ${circle}. No record of these entities could ever be the first. Remove one of the parent references.`,
      );
    }
    for (const parent of entity.parents) visit(parent, [...path, name]);
    done.add(name);
    ordered.push(name);
  };
  for (const entity of entities) visit(entity.name, []);
  return ordered;
}
