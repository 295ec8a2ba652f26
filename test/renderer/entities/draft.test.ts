import { describe, expect, it } from 'vitest';
import { createEmptyEntity, isSameEntity, readDraft, writeDraft } from '../../../renderer/features/entities/draft.ts';
import { readMappingFile } from '../../../renderer/features/entities/read-mapping-file.ts';
import { toScalar } from '../../../renderer/features/entities/to-scalar.ts';
import { describeStep, STEP_KINDS } from '../../../renderer/features/entities/transformation-kinds.ts';
import { createEntity, field, suggest } from './drafts.ts';

describe('a kept draft', () => {
  it('comes back as it was, broken or not', () => {
    const draft = {
      entity: { ...createEntity(), name: '', business_key: [] },
      suggestions: [suggest('A', 'a')],
      targetFields: [field('a')],
    };
    expect(readDraft(writeDraft(draft))).toEqual(draft);
  });

  it('is not made of other JSON', () => {
    expect(readDraft('{"format":2}')).toBeNull();
    expect(readDraft('[]')).toBeNull();
  });

  it('is no change where only absent members differ', () => {
    const entity = createEntity();
    expect(isSameEntity(entity, { ...entity, source: { ...entity.source, time_zone: undefined } })).toBe(true);
    expect(isSameEntity(entity, { ...entity, description: 'x' })).toBe(false);
  });

  it('begins with nothing mapped', () => {
    expect(createEmptyEntity({ name: 'part', api: '' })).toMatchObject({
      name: 'part',
      mappings: [],
      business_key: [],
    });
  });
});

describe('a file of mappings', () => {
  const rule = { source_field: 'A', target_field: 'a' };

  it('gives a result for each rule, the sound ones whole', () => {
    const text = JSON.stringify({ mappings: [rule, { source_field: 'B', target_field: 'b', type: 'text' }, rule] });
    const file = readMappingFile(text);
    expect(file.kind === 'rules' && file.rules.map(({ target, mapping }) => [target, mapping?.type])).toEqual([
      ['a', 'string'],
      ['b', undefined],
      ['a', undefined],
    ]);
  });

  it.each([
    ['{', 'JSON'],
    ['{}', 'no mappings'],
    ['[]', 'no mappings'],
  ])('says why %s cannot be read', (text, why) => {
    const file = readMappingFile(text);
    expect(file.kind === 'unreadable' && file.message).toContain(why);
  });
});

describe('what was typed', () => {
  it.each([
    ['12', 'integer', 12],
    ['0.1', 'decimal', 0.1],
    ['007', 'integer', '007'],
    ['12345678901234567890', 'decimal', '12345678901234567890'],
    ['12', 'string', '12'],
    ['true', 'boolean', true],
    ['', 'string', null],
  ] as const)('%s becomes the value of a field of type %s', (text, type, value) => {
    expect(toScalar(text, type)).toBe(value);
  });
});

describe('the chip of a step', () => {
  it('says its name and its arguments', () => {
    expect(describeStep('trim')).toBe('Trim');
    expect(describeStep({ op: 'replace', pattern: '^PN-', with: '' })).toBe('Replace /^PN-/ by “”');
    expect(describeStep({ op: 'lookup', table: { a: 1, b: 2 } })).toBe('Look up 2 values, else error');
  });

  it('begins with a name for every kind', () => {
    for (const { start, label } of STEP_KINDS) expect(describeStep(start).startsWith(label)).toBe(true);
  });
});
