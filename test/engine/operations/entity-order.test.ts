import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { orderByParents } from '../../../engine/operations/entity-order.ts';

const of = (name: string, ...parents: string[]) => ({ name, parents });

describe('the order of entities', () => {
  it.each([
    ['as given without parents', [of('b'), of('a')], ['b', 'a']],
    [
      'parents first',
      [of('line', 'order', 'part'), of('order', 'site'), of('part', 'site'), of('site')],
      ['site', 'order', 'part', 'line'],
    ],
    ['the same parent named twice', [of('bom', 'part', 'part'), of('part')], ['part', 'bom']],
    ['without parents that are not stored', [of('line', 'order')], ['line']],
    ['nothing', [], []],
  ])('is %s', (_what, entities, expected) => {
    expect(orderByParents(entities)).toEqual(expected);
  });

  it.each([
    ['itself', [of('part', 'part')], 'part -> part'],
    ['each other', [of('a', 'b'), of('b', 'a')], 'a -> b -> a'],
    ['a longer circle behind others', [of('x', 'a'), of('a', 'b'), of('b', 'c'), of('c', 'a')], 'a -> b -> c -> a'],
  ])('refuses parents that name %s, and shows the circle', (_what, entities, circle) => {
    const work = () => orderByParents(entities);
    expect(work).toThrow(EngineError);
    expect(work).toThrow(`The parents go round in a circle: ${circle}. `);
  });

  it('names every entity once, after all its parents, whatever the order given', () => {
    // Parents only among earlier names: no circles.
    const graph = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 12 })
      .map((all) =>
        all.map((parents, index) =>
          of(`e${index}`, ...(index === 0 ? [] : parents.map((parent) => `e${parent % index}`))),
        ),
      );
    fc.assert(
      fc.property(
        graph.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
        (entities) => {
          const ordered = orderByParents(entities);
          expect(ordered.toSorted()).toEqual(entities.map(({ name }) => name).toSorted());
          for (const { name, parents } of entities) {
            for (const parent of parents) expect(ordered.indexOf(parent)).toBeLessThan(ordered.indexOf(name));
          }
        },
      ),
      { seed: 12 },
    );
  });
});
