import { describe, expect, test } from 'vitest';
import { entitySchema, type Entity, type EntityFile } from '../../../engine/contract/entity.ts';
import { newUuid } from '../../../engine/record/ids.ts';
import { createStateDatabase, DIALECTS, openStore } from '../../support/dialects.ts';
import { at, ledgerRow, naughtyStrings, startBatch } from './samples.ts';

function entity(changes: Partial<EntityFile> = {}): Entity {
  return entitySchema.parse({
    name: 'part',
    source: { api: 'parts', filters: [{ field: 'SITE', op: 'in', value: ['S1', 'S2'] }] },
    business_key: ['item_number'],
    mappings: [
      {
        source_field: 'PART_NO',
        target_field: 'item_number',
        transformations: ['uppercase', { op: 'replace', pattern: '^PN-', with: '' }],
        is_required: true,
        validation: { max_length: 25 },
      },
      { source_field: 'PRICE', target_field: 'price', type: 'decimal', default_value: 0, format: { percent: true } },
    ],
    ...changes,
  });
}

const options = (minute: number, note = '') => ({ note, at: at(minute), newUid: newUuid });

describe.each(DIALECTS)('entities on %s', (dialect) => {
  test('gives an entity back as it was saved', async () => {
    const { entities } = await openStore(dialect);
    const saved = entity();
    expect(await entities.save(saved, options(1, 'first'))).toEqual({ version: 1, isNew: true });
    expect(await entities.find('part')).toEqual({ entity: saved, version: 1, createdAt: at(1), note: 'first' });
  });

  test('keeps one row per field mapping, in order', async () => {
    const state = createStateDatabase(dialect);
    const { entities } = await state.openStore();
    await entities.save(entity(), options(1));
    const database = await state.connect();
    const rows = await database.all(
      'select target_field, is_required, default_value from field_mappings order by position',
    );
    expect(rows).toEqual([
      { target_field: 'item_number', is_required: 1, default_value: 'null' },
      { target_field: 'price', is_required: 0, default_value: '0' },
    ]);
  });

  test('writes no version where nothing changed, whatever the order of keys', async () => {
    const { entities } = await openStore(dialect);
    const parents = (fields: Record<string, string>) => entity({ parents: [{ entity: 'product', fields }] });
    await entities.save(parents({ a: 'x', b: 'y' }), options(1));
    expect(await entities.save(parents({ b: 'y', a: 'x' }), options(2))).toEqual({ version: 1, isNew: false });
    expect(await entities.listVersions('part')).toHaveLength(1);
  });

  test('keeps every version as it was, also the one that is restored', async () => {
    const { entities } = await openStore(dialect);
    const first = entity();
    const second = entity({ description: 'Stocked parts' });
    await entities.save(first, options(1, 'first'));
    await entities.save(second, options(2, 'second'));
    expect(await entities.save(first, options(3, 'back'))).toEqual({ version: 3, isNew: true });
    expect((await entities.find('part', 2))?.entity).toEqual(second);
    expect((await entities.find('part'))?.entity).toEqual(first);
    expect(await entities.listVersions('part')).toEqual([
      { version: 3, note: 'back', createdAt: at(3), isCurrent: true },
      { version: 2, note: 'second', createdAt: at(2), isCurrent: false },
      { version: 1, note: 'first', createdAt: at(1), isCurrent: false },
    ]);
  });

  test('lists the entities with what others need to know of them', async () => {
    const { entities } = await openStore(dialect);
    await entities.save(
      entity({ name: 'stock', target: { entity: 'inventory' }, parents: [{ entity: 'part', fields: { a: 'b' } }] }),
      options(1),
    );
    await entities.save(entity(), options(2));
    await entities.save(entity({ description: 'Stocked parts' }), options(3));
    const part = { name: 'part', description: 'Stocked parts', version: 2, updatedAt: at(3) };
    const stock = { name: 'stock', description: '', version: 1, updatedAt: at(1) };
    expect(await entities.list()).toEqual([
      { ...part, sourceApi: 'parts', targetEntity: 'part', parents: [] },
      { ...stock, sourceApi: 'parts', targetEntity: 'inventory', parents: ['part'] },
    ]);
  });

  test('removes an entity with its versions', async () => {
    const { entities } = await openStore(dialect);
    await entities.save(entity(), options(1));
    expect(await entities.remove('part')).toBe(true);
    expect(await entities.remove('part')).toBe(false);
    expect(await entities.find('part')).toBeNull();
    expect(await entities.listVersions('part')).toEqual([]);
  });

  test('never gives a version number again that a batch or a record still names', async () => {
    const store = await openStore(dialect);
    await startBatch(store, { mappingVersion: 3 });
    await store.ledger.upsertMany('part', [ledgerRow(1, { mappingVersion: 5 })]);
    expect(await store.entities.save(entity(), options(1))).toEqual({ version: 6, isNew: true });
  });

  test('finds nothing under an unknown name or version', async () => {
    const { entities } = await openStore(dialect);
    await entities.save(entity(), options(1));
    expect(await entities.find('other')).toBeNull();
    expect(await entities.find('part', 2)).toBeNull();
  });

  test('says what to do when a stored version does not fit the program', async () => {
    const state = createStateDatabase(dialect);
    const { entities } = await state.openStore();
    await entities.save(entity(), options(1));
    const database = await state.connect();
    await database.run(`update field_mappings set field_type = 'complex' where target_field = 'price'`);
    await expect(entities.find('part')).rejects.toMatchObject({
      kind: 'state',
      message: expect.stringMatching(/Version 1 of the entity part .* Import the entity file again/),
    });
  });

  test('stores naughty strings unharmed', async () => {
    const { entities } = await openStore(dialect);
    const strings = naughtyStrings().filter((text) => text.length > 0 && text.length <= 4000);
    const naughty = entity({
      mappings: strings.map((text, i) => ({ source_field: text, target_field: `field_${i}`, default_value: text })),
    });
    await entities.save(naughty, options(1));
    expect((await entities.find('part'))?.entity).toEqual(naughty);
  });
});
