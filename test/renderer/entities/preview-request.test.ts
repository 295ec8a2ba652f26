import { describe, expect, it } from 'vitest';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { toDraftPath, toPreviewable } from '../../../renderer/features/entities/preview-request.ts';
import { createEntity } from './drafts.ts';

const COLUMNS = createEntity({ source: { api: 'a', columns: [{ name: 'PART_NO' }] } }).source.columns ?? [];

describe('what of a draft is previewed', () => {
  it('is sound although name, API and key are still missing', () => {
    const draft = { ...createEntity(), name: '', business_key: [], source: { ...createEntity().source, api: '' } };
    const previewable = toPreviewable(draft, COLUMNS);
    expect(entitySchema.safeParse(previewable?.entity).success).toBe(true);
    expect(previewable?.entity.business_key).toEqual(['item_number']);
    expect(previewable?.entity.source.columns).toEqual(COLUMNS);
  });

  it('leaves out a half written rule and remembers where the others stand', () => {
    const entity = createEntity();
    const [first, second] = entity.mappings;
    if (first === undefined || second === undefined) throw new Error('two mappings are expected');
    const broken = { ...first, transformations: [{ op: 'replace' as const, pattern: '', with: '' }] };
    const previewable = toPreviewable({ ...entity, mappings: [broken, second] }, COLUMNS);
    expect(previewable?.entity.mappings).toEqual([second]);
    expect(toDraftPath('mappings[0].type', previewable?.positions ?? [])).toBe('mappings[1].type');
  });

  it('is nothing where nothing is mapped', () => {
    expect(toPreviewable({ ...createEntity(), mappings: [] }, COLUMNS)).toBeNull();
  });

  it('keeps paths of settings as they are', () => {
    expect(toDraftPath('source.time_zone', [3])).toBe('source.time_zone');
  });
});
