import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCaller, listOf, partFile } from './run-here.ts';

const CHILD = partFile({
  name: 'part_stock',
  business_key: ['stock_item', 'site'],
  parents: [{ entity: 'part', fields: { item_number: 'stock_item', site: 'site' } }],
  mappings: [
    { source_field: 'PART_NO', target_field: 'stock_item' },
    { source_field: 'SITE', target_field: 'site' },
  ],
});

describe('entity import', () => {
  it('takes files and folders in any order, children before their parents', async () => {
    const caller = createCaller();
    mkdirSync(join(caller.dataDir, 'files'));
    caller.write('files/part.json', partFile());
    const child = caller.write('a-child.json', CHILD);
    const first = await caller.run('entity', 'import', child, join(caller.dataDir, 'files'), '--json');
    expect(first.code).toBe(0);
    expect(first.json).toEqual([
      { file: child, entity: 'part_stock', status: 'imported', version: 1, problems: [], notes: [] },
      {
        file: join(caller.dataDir, 'files/part.json'),
        entity: 'part',
        status: 'imported',
        version: 1,
        problems: [],
        notes: [],
      },
    ]);
    const again = await caller.run('entity', 'import', child, '--json');
    expect(again.json[0]).toMatchObject({ status: 'unchanged', version: 1 });
  });

  it('gives back what it took: an exported entity imports unchanged', async () => {
    const caller = createCaller();
    await caller.run('entity', 'import', caller.write('part.json', partFile()));
    const { stdout } = await caller.run('entity', 'export', 'part');
    const again = await caller.run('entity', 'import', caller.write('again.json', stdout), '--json');
    expect(again.json[0].status).toBe('unchanged');
  });

  it('refuses a bad file with one sentence, keeps the good ones, and exits with 2', async () => {
    const caller = createCaller();
    const good = caller.write('good.json', partFile());
    const bad = caller.write('bad.json', partFile({ name: 'other', business_key: ['nothing'] }));
    const { code, stderr, stdout } = await caller.run('entity', 'import', bad, good);
    expect(code).toBe(2);
    expect(stderr).toContain(`Not imported: ${bad}: business_key: field nothing: the business key names it, but no mapping produces it.`); // prettier-ignore
    expect(stdout).toMatch(/good\.json\s+part\s+imported/);
    expect((await caller.run('entity', 'list', '--json')).json).toMatchObject([{ name: 'part' }]);
  });

  it('takes a child whose parent is refused, and says what has to follow', async () => {
    const caller = createCaller();
    const parent = caller.write('parent.json', partFile({ mappings: [] }));
    const child = caller.write('child.json', CHILD);
    const { json, code } = await caller.run('entity', 'import', child, parent, '--json');
    expect(code).toBe(2);
    expect(listOf(json).map((result) => result.status)).toEqual(['imported', 'refused']);
    expect(json[0].notes[0]).toContain('is not imported yet: import it before the first sync');
    expect(listOf((await caller.run('entity', 'list', '--json')).json)).toHaveLength(1);
  });

  it('refuses a second file of the same entity', async () => {
    const caller = createCaller();
    const files = [caller.write('one.json', partFile()), caller.write('two.json', partFile({ description: 'x' }))];
    const { json } = await caller.run('entity', 'import', ...files, '--json');
    expect(listOf(json).map((result) => result.status)).toEqual(['imported', 'refused']);
    expect(json[1].problems[0].message).toContain('one.json');
  });
});

describe('entities', () => {
  it('are shown with their versions, listed and removed', async () => {
    const caller = createCaller();
    expect((await caller.run('entity', 'list')).stdout).toContain('There are no entities yet');
    await caller.run('entity', 'import', caller.write('part.json', partFile()));
    await caller.run('entity', 'import', caller.write('part.json', partFile({ description: 'Stocked parts' })));
    const { json } = await caller.run('entity', 'show', 'part', '--json');
    expect(listOf(json.versions).map((version) => [version.version, version.is_current])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect((await caller.run('entity', 'show', 'part')).stdout).toContain('PART_NO');
    expect((await caller.run('entity', 'list')).stdout).toContain('Stocked parts');
    expect((await caller.run('entity', 'remove', 'part')).stdout).toBe('Removed part.\n');
    expect((await caller.run('entity', 'show', 'part')).code).toBe(2);
  });

  it('stay while another entity has them as parent', async () => {
    const caller = createCaller();
    await caller.run('entity', 'import', caller.write('p.json', partFile()), caller.write('c.json', CHILD));
    const { code, stderr } = await caller.run('entity', 'remove', 'part');
    expect(code).toBe(2);
    expect(stderr).toBe('part is the parent of part_stock. Remove or change those first.\n');
  });
});
