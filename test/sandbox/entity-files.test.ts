import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entitySchema, type Entity } from '../../engine/contract/entity.ts';
import { SYNTHETIC_COLUMNS } from '../../sandbox/apismith/synthetic-rows.ts';
import { ERP_APIS } from '../../sandbox/erp-data/erp-apis.ts';
import { SYNTHETIC_TARGET, TARGET_ENTITIES } from '../../sandbox/schedulehub/target-entities.ts';

const folder = new URL('../../sandbox/entities/', import.meta.url);
const read = (file: string): Entity => entitySchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const files = [...readdirSync(folder).filter((file) => file.endsWith('.json')), 'synthetic/synthetic_part.json'];
const targets = [...TARGET_ENTITIES, SYNTHETIC_TARGET];
const columnsOf = (api: string): readonly string[] =>
  (ERP_APIS.find((one) => one.slug === api)?.columns ?? SYNTHETIC_COLUMNS).map((column) => column.name);

describe('the entity files', () => {
  test('there is one for every target entity', () => {
    expect(files.map((file) => read(file).name).sort()).toEqual(targets.map((target) => target.name).sort());
  });

  test.each(files)('%s reads columns that its API has', (file) => {
    const { source, mappings } = read(file);
    const columns = columnsOf(source.api);
    expect(mappings.map((mapping) => mapping.source_field).filter((name) => !columns.includes(name))).toEqual([]);
  });

  test.each(files)('%s fills every field of its target, with the same type', (file) => {
    const entity = read(file);
    const target = targets.find((one) => one.name === (entity.target.entity ?? entity.name));
    const mapped = entity.mappings.map(({ target_field, type }) => `${target_field}: ${type}`);
    expect(mapped.sort()).toEqual(target?.fields.map((field) => `${field.name}: ${field.type}`).sort());
  });

  test.each(files)('%s has the business key and the parents of its target, in the same types', (file) => {
    const entity = read(file);
    const target = targets.find((one) => one.name === entity.name);
    expect(entity.business_key).toEqual(target?.key);
    expect(entity.parents).toEqual(target?.parents);
    for (const parent of entity.parents) {
      const parentTarget = targets.find((one) => one.name === parent.entity);
      expect(Object.keys(parent.fields)).toEqual(parentTarget?.key);
      for (const [parentField, field] of Object.entries(parent.fields)) {
        const typeOf = (fields = target?.fields, name = field) => fields?.find((one) => one.name === name)?.type;
        expect(typeOf()).toBe(typeOf(parentTarget?.fields, parentField));
      }
    }
  });

  test('together they use every transformation', () => {
    const used = new Set(
      files.flatMap((file) =>
        read(file).mappings.flatMap(({ transformations }) =>
          transformations.map((one) => (typeof one === 'string' ? one : one.op)),
        ),
      ),
    );
    expect([...used].sort()).toEqual(
      [
        'capitalize',
        'constant',
        'expression',
        'lookup',
        'lowercase',
        'multiply',
        'pad',
        'remove_special_chars',
        'replace',
        'round',
        'strip_whitespace',
        'substring',
        'template',
        'title_case',
        'to_boolean',
        'trim',
        'uppercase',
      ].sort(),
    );
  });
});
