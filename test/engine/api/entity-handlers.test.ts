// Entities through the router: versions, conflicts, differences, files.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { addEntity, partEntity, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

let flow: Flow;
let test: TestApi;
beforeEach(async () => {
  flow = await startFlow();
  await addEntity(flow, partEntity());
  test = createTestApi(flow.engine.services);
});
afterEach(async () => {
  await test.close();
  await flow.close();
});

const part = entitySchema.parse(partEntity());
const changed = {
  ...part,
  delta: { ...part.delta, strategy: 'hash' as const },
  mappings: [
    { ...part.mappings[1]!, transformations: ['uppercase' as const] },
    { ...part.mappings[0]! },
    { ...part.mappings[0]!, target_field: 'code' },
  ],
};

describe('saving', () => {
  it('adds a version, and none where nothing changed', async () => {
    const saved = await test.client.entities.save({ entity: changed, note: 'louder', expected_version: 1 });
    expect(saved).toEqual({ status: 'saved', version: 2, problems: [] });
    const again = await test.client.entities.save({ entity: changed, note: 'same', expected_version: 2 });
    expect(again).toMatchObject({ status: 'unchanged', version: 2 });
    const { versions } = await test.client.entities.versions({ name: 'part' });
    expect(versions.map(({ version, note, is_current }) => [version, note, is_current])).toEqual([
      [2, 'louder', true],
      [1, 'test', false],
    ]);
  });

  it('is refused where somebody else saved meanwhile', async () => {
    await test.client.entities.save({ entity: changed, expected_version: 1 });
    const late = test.client.entities.save({ entity: part, expected_version: 1 });
    expect(await test.refusal(late)).toMatchObject({ code: 'CONFLICT', data: { details: { version: 2 } } });
    expect(await test.refusal(test.client.entities.save({ entity: part, expected_version: null }))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is refused with every problem of the mapping', async () => {
    const broken = {
      ...part,
      mappings: part.mappings.map((one) => ({
        ...one,
        transformations: [{ op: 'expression' as const, jsonata: '(' }],
      })),
    };
    const saved = await test.client.entities.save({ entity: broken, expected_version: 1 });
    expect([saved.status, saved.version]).toEqual(['refused', 1]);
    expect(saved.problems.length).toBeGreaterThan(0);
    expect((await test.client.entities.get({ name: 'part' })).version).toBe(1);
  });
});

describe('versions', () => {
  beforeEach(() => test.client.entities.save({ entity: changed, expected_version: 1 }));

  it('are compared by setting and by target field', async () => {
    const diff = await test.client.entities.diff({ name: 'part', from: 1, to: 2 });
    expect(diff.settings).toEqual([{ path: 'delta.strategy', before: 'auto', after: 'hash' }]);
    expect(diff.mappings.map(({ target_field, change }) => [target_field, change])).toEqual([
      ['name', 'changed'],
      ['id', 'moved'],
      ['code', 'added'],
      ['qty', 'removed'],
    ]);
    expect(diff.mappings[0]?.members).toEqual([{ path: 'transformations', before: [], after: ['uppercase'] }]);
  });

  it('are restored as a new one', async () => {
    const restored = await test.client.entities.restore({ name: 'part', version: 1 });
    expect(restored).toMatchObject({ status: 'saved', version: 3 });
    const { entity, note } = await test.client.entities.get({ name: 'part' });
    expect([entity, note]).toEqual([part, 'restored from version 1']);
  });

  it('that never were are not found', async () => {
    expect(await test.refusal(test.client.entities.get({ name: 'part', version: 9 }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('files', () => {
  it('go out and come in again', async () => {
    const { file, text } = await test.client.entities.export({ name: 'part' });
    expect(file).toBe('part.json');
    const { results } = await test.client.entities.import({
      documents: [
        { file, text },
        { file: 'odd.json', text: '{' },
      ],
    });
    expect(results.map(({ status, version }) => [status, version])).toEqual([
      ['unchanged', 1],
      ['refused', null],
    ]);
  });

  it('have a result for every rule of a mapping', async () => {
    const text = JSON.stringify([{ source_field: 'ID', target_field: 'id' }, { source_field: 'ID' }]);
    const result = await test.client.entities.import_mapping({ name: 'part', text });
    expect(result).toMatchObject({ status: 'refused', rules: [{ status: 'ok' }, { status: 'refused', index: 1 }] });
  });

  it("are checked against ScheduleHub's own fields", async () => {
    const checked = await test.client.entities.check({ text: JSON.stringify(partEntity()) });
    expect(checked.entity).toBe('part');
  });
});

describe('removing', () => {
  it('is refused for a parent, and done for the rest', async () => {
    await flow.engine.importEntity({
      ...partEntity(),
      name: 'child',
      parents: [{ entity: 'part', fields: { id: 'id' } }],
    });
    expect(await test.refusal(test.client.entities.remove({ name: 'part' }))).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
    });
    await test.client.entities.remove({ name: 'child' });
    expect((await test.client.entities.list({})).entities.map((entity) => entity.name)).toEqual(['part']);
  });
});
