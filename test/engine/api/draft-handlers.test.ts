// Drafts and samples of the mapping editor through the router: kept over a restart, within limits, gone with their entity.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partEntity } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';
import { createTestEngine, type TestEngine } from '../../support/test-engine.ts';

const NOBODY = { url: 'http://127.0.0.1:9/api/v1', username: 'nobody', password: 'nothing' };
const NEW_DRAFT = '01890a5d-ac96-774b-bcce-b302099a8057';

let engine: TestEngine;
let test: TestApi;
beforeEach(async () => {
  engine = await createTestEngine({ sandbox: { apismith: NOBODY, schedulehub: NOBODY } });
  test = createTestApi(engine.services);
});
afterEach(async () => {
  await test.close();
  await engine.close();
});

const draft = (key: string, more: object = {}) => ({ key, title: 'Parts', content: '{"mappings":[]}', ...more });
const sample = (key: string, more: object = {}) => ({
  key,
  origin: { kind: 'file' as const, name: 'parts.csv' },
  columns: [{ name: 'ID', type: 'VARCHAR2' }],
  rows: [{ ID: 'P1' }, { ID: null }],
  ...more,
});

describe('a draft', () => {
  it('is kept by entity or by a uid of its own, the one changed last first', async () => {
    await test.client.drafts.save(draft('part', { base_version: 3 }));
    await test.client.drafts.save(draft(NEW_DRAFT));
    const { drafts } = await test.client.drafts.list({});
    expect(drafts.map(({ key, base_version: version }) => [key, version]).toSorted()).toEqual(
      [
        [NEW_DRAFT, null],
        ['part', 3],
      ].toSorted(),
    );
    expect((await test.client.drafts.get({ key: 'part' })).draft).toMatchObject({
      title: 'Parts',
      content: '{"mappings":[]}',
      base_version: 3,
    });
  });

  it('takes the place of the one before, and is there after a restart', async () => {
    await test.client.drafts.save(draft('part'));
    await test.client.drafts.save(draft('part', { content: '[1]' }));
    const other = createTestApi(engine.services);
    expect((await other.client.drafts.get({ key: 'part' })).draft?.content).toBe('[1]');
    expect((await other.client.drafts.list({})).drafts).toHaveLength(1);
    await other.close();
  });

  it('is removed, and asking for one that is not there is no error', async () => {
    await test.client.drafts.save(draft('part'));
    expect(await test.client.drafts.remove({ key: 'part' })).toEqual({ is_removed: true });
    expect(await test.client.drafts.remove({ key: 'part' })).toEqual({ is_removed: false });
    expect(await test.client.drafts.get({ key: 'part' })).toEqual({ draft: null });
  });

  it.each(['not json', '{"half":', '01'])(
    'is refused with the field named where its content is %s',
    async (content) => {
      const refused = await test.refusal(test.client.drafts.save(draft('part', { content })));
      expect(refused).toMatchObject({
        code: 'BAD_REQUEST',
        data: { fields: [{ path: 'content', message: 'must be JSON' }] },
      });
    },
  );
});

describe('a sample', () => {
  it('comes back as it went in, and is listed without its rows', async () => {
    const saved = await test.client.samples.save(sample('part'));
    expect(saved).toMatchObject({ key: 'part', columns: 1, rows: 2, origin: { kind: 'file', name: 'parts.csv' } });
    expect(await test.client.samples.list({ key: 'part' })).toEqual({ samples: [saved] });
    expect(await test.client.samples.list({ key: 'order' })).toEqual({ samples: [] });
    const whole = await test.client.samples.get({ uid: saved.uid });
    expect(whole).toMatchObject({ rows: [{ ID: 'P1' }, { ID: null }], taken_at: saved.taken_at });
    expect(whole.columns).toMatchObject([{ name: 'ID', type: 'VARCHAR2', nullable: true }]);
  });

  it('goes along when its draft becomes an entity', async () => {
    await test.client.samples.save(sample(NEW_DRAFT));
    expect(await test.client.samples.move({ from: NEW_DRAFT, to: 'part' })).toEqual({ moved: 1 });
    expect((await test.client.samples.list({ key: 'part' })).samples).toHaveLength(1);
  });

  it('is refused where it is too large, with the limit told and nothing kept', async () => {
    const rows = Array.from({ length: 5 }, () => ({ ID: 'x'.repeat(900_000) }));
    const refused = await test.refusal(test.client.samples.save(sample('part', { rows })));
    expect(refused).toMatchObject({ code: 'LIMIT_REACHED', data: { details: { field: 'rows', max: 4_000_000 } } });
    expect((await test.client.samples.list({})).samples).toEqual([]);
  });

  it('is refused where its entity has as many as it may', async () => {
    for (let count = 0; count < 20; count += 1) await test.client.samples.save(sample('part'));
    const refused = await test.refusal(test.client.samples.save(sample('part')));
    expect(refused).toMatchObject({ code: 'LIMIT_REACHED', data: { details: { field: 'key' } } });
    expect(await test.client.samples.save(sample('order'))).toMatchObject({ key: 'order' });
  });

  it('is removed, and then not found', async () => {
    const { uid } = await test.client.samples.save(sample('part'));
    expect(await test.client.samples.remove({ uid })).toEqual({ is_removed: true });
    expect(await test.refusal(test.client.samples.get({ uid }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await test.client.samples.remove({ uid })).toEqual({ is_removed: false });
  });
});

describe('an entity that is removed', () => {
  it('takes its draft and samples along, and no other', async () => {
    await engine.importEntity(partEntity());
    for (const key of ['part', 'order']) {
      await test.client.drafts.save(draft(key));
      await test.client.samples.save(sample(key));
    }
    await test.client.entities.remove({ name: 'part' });
    expect((await test.client.drafts.list({})).drafts.map((one) => one.key)).toEqual(['order']);
    expect((await test.client.samples.list({})).samples.map((one) => one.key)).toEqual(['order']);
  });
});
