import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { entitySchema, fieldMappingSchema } from '../../../engine/contract/entity.ts';
import { explainIssues, toPathText } from '../../../engine/contract/explain-issue.ts';

function explain(schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return explainIssues(error?.issues ?? []).map(({ path, message }) => `${toPathText(path)}: ${message}`);
}

const one = (schema: z.ZodType): z.ZodType => z.strictObject({ a: schema });

describe('what is wrong with a value', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['it is missing; a text belongs here', z.string(), undefined],
    ['a whole number belongs here, not what stands there', z.number().int(), 1.5],
    ['a list belongs here, not what stands there', z.array(z.string()), {}],
    ['true or false belongs here, not what stands there', z.boolean(), 'no'],
    ['it must be one of red, green', z.enum(['red', 'green']), 'blue'],
    ['it must be 7', z.literal(7), 8],
    ['it must not be empty', z.string().min(1), ''],
    ['it needs at least 16 characters', z.string().min(16), 'short'],
    ['at most 2 characters are allowed', z.string().max(2), 'long'],
    ['at least 1 must be named', z.array(z.string()).min(1), []],
    ['at most 1 are allowed', z.array(z.string()).max(1), ['b', 'c']],
    ['it must be 100 or more', z.number().min(100), 5],
    ['it must be more than 0', z.number().gt(0), 0],
    ['it must be 10 or less', z.number().max(10), 11],
    ['it must be less than 10', z.number().lt(10), 10],
    ['it must be a multiple of 5', z.number().multipleOf(5), 7],
    ['it is not written as it must be', z.uuid(), 'x'],
    ['must be an even number', z.number().refine((value) => value % 2 === 0, 'must be an even number.'), 3],
    ['it has none of the known forms', z.union([z.string(), z.number()]), true],
  ])('is said plainly: %s', (message, schema, value) => {
    expect(explain(one(schema), { a: value })).toEqual([`a: ${message}`]);
  });

  it('names each unknown name', () => {
    expect(explain(one(z.string()), { a: 'b', c: 1, d: 2 })).toEqual([
      'c: this name is not known here',
      'd: this name is not known here',
    ]);
  });

  it('is told of the form that comes nearest', () => {
    const mapping = { source_field: 'A', target_field: 'a', transformations: [{ op: 'pad', length: 'x', with: ' ' }] };
    expect(explain(fieldMappingSchema, mapping)).toEqual([
      'transformations[0].length: a number belongs here, not what stands there',
      'transformations[0].side: it must be one of left, right',
    ]);
  });

  it('is never said in the words of the schema library, nor with the value', () => {
    const broken = {
      name: 'SECRET',
      source: { api: 7, page_size: 5, on_drift: 'SECRET', filters: [{ field: 'A', op: 'like' }], columns: [] },
      business_key: ['SECRET', 3],
      parents: [{ entity: 'Part', fields: {} }],
      deletes: null,
      mappings: [{ transformations: [{ op: 'SECRET' }, 'shout'], validation: { enum: [] }, format: { comma: true } }],
    };
    const said = explain(entitySchema, broken);
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter((line) => /SECRET|Invalid|expected|received|Unrecognized|undefined/.test(line))).toEqual([]);
  });
});
