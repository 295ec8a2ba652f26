import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecordSpool } from '../../../engine/reports/record-spool.ts';
import { createFolder } from './failed-records.ts';

test.each([
  ['few large groups', 3, 2000],
  ['so many small groups that no block ever fills', 1500, 15],
])('gives back the text of each group in order: %s', async (_name, groups, perGroup) => {
  const file = await open(join(createFolder(), 'spool'), 'wx+');
  try {
    const spool = createRecordSpool(file);
    const piece = (group: number, number: number): string => `${group}/${number} äß😀${'.'.repeat(1000)}\n`;
    for (let number = 0; number < perGroup; number += 1) {
      for (let group = 0; group < groups; group += 1) await spool.add(`group ${group}`, piece(group, number));
    }
    const { size } = await file.stat();
    expect(size).toBeGreaterThan(0);
    for (const group of [0, 1, groups - 1]) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of spool.read(`group ${group}`)) chunks.push(chunk);
      const expected = Array.from({ length: perGroup }, (_, number) => piece(group, number)).join('');
      expect(Buffer.concat(chunks).toString('utf8') === expected).toBe(true);
    }
  } finally {
    await file.close();
  }
});
