import { describe, expect, it } from 'vitest';
import { readEntityFile } from '../../../engine/operations/check-entity-file.ts';

const SOUND = {
  name: 'part',
  source: { api: 'parts' },
  business_key: ['no'],
  mappings: [
    { source_field: 'NO', target_field: 'no' },
    { source_field: 'A', target_field: 'a' },
    { source_field: 'B', target_field: 'b' },
  ],
};

function problems(change: object): readonly string[] {
  return readEntityFile(JSON.stringify({ ...SOUND, ...change })).problems.map(
    ({ kind, path, message }) => `${kind} ${path}: ${message}`,
  );
}

describe('reading an entity file', () => {
  it('fills in defaults and finds nothing wrong, with or without a byte-order mark', () => {
    const { entity, problems: none } = readEntityFile(`\uFEFF${JSON.stringify(SOUND)}`);
    expect(none).toEqual([]);
    expect(entity).toMatchObject({ deletes: { policy: 'hold' }, delta: { strategy: 'auto' } });
  });

  it('lists every schema problem with its path', () => {
    expect(problems({ name: 'Part', source: { api: 'parts', page_size: 5 }, typo: 1 })).toEqual([
      expect.stringContaining('schema name: must be made of a-z'),
      'schema source.page_size: it must be 100 or more',
      'schema typo: this name is not known here',
    ]);
  });

  it('goes on after a field that does not compile, and tells of each once', () => {
    const mappings = [
      { source_field: 'NO', target_field: 'no', validation: { pattern: '(' } },
      { source_field: 'A', target_field: 'a', transformations: [{ op: 'expression', jsonata: '(1 +' }] },
      { source_field: 'B', target_field: 'b', transformations: [{ op: 'round', digits: 2 }] },
    ];
    const found = problems({ mappings });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain('compile mappings[0]: field no: ');
    expect(found[1]).toContain('compile mappings[1]: field a: ');
  });

  it('tells of a wrong time zone and of the mapping as well', () => {
    const source = { api: 'parts', time_zone: 'Mars/Olympus' };
    const mappings = [{ source_field: 'NO', target_field: 'no', validation: { pattern: '(' } }];
    const found = problems({ source, mappings });
    expect(found.some((problem) => problem.includes('Mars/Olympus'))).toBe(true);
    expect(found.some((problem) => problem.includes('mappings[0]'))).toBe(true);
  });

  it('tells of names that no mapping gives', () => {
    expect(problems({ delta: { exclude_from_hash: ['nothing'] } })).toEqual([
      expect.stringContaining(
        'compile business_key: field nothing: it is one of the fields whose change alone sends nothing',
      ),
    ]);
    expect(problems({ mappings: [...SOUND.mappings, SOUND.mappings[1]] })).toEqual([
      expect.stringContaining('field a: two mappings have this target_field'),
    ]);
  });

  it('says what is missing and what fits none of the known forms', () => {
    const odd = [{ source_field: 'NO', target_field: 'no', transformations: ['shout'] }];
    expect(problems({ mappings: odd })[0]).toContain('mappings[0].transformations[0]');
    expect(problems({ mappings: undefined })).toEqual([expect.stringContaining('mappings: it is missing')]);
  });
});
