import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCaller, listOf } from './run-here.ts';

it('the demo explains every source row, and its folder can be looked into afterwards', async () => {
  const user = createCaller();
  const { code, json, stderr } = await user.run('demo', '--data-dir', user.dataDir, '--json');
  expect(json.problems).toEqual([]);
  expect(code).toBe(0);
  expect(json.is_sound).toBe(true);
  expect(json.explained).toBe(json.rows);
  expect(json.rows).toBeGreaterThan(16_000);
  expect(listOf(json.entities).map((one) => one.entity)).toEqual([
    'product',
    'bom_component',
    'purchase_order',
    'purchase_order_line',
  ]);
  expect(stderr).toContain('1. The first full sync');
  expect(stderr).toContain('Why ');
  const failed = await user.run('failed', 'list', '--entity', 'product', '--json');
  expect(listOf(failed.json).length).toBeGreaterThan(0);

  const again = await user.run('demo', '--data-dir', user.dataDir);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('holds a state database already');
  expect(existsSync(join(user.dataDir, 'syncflow.db'))).toBe(true);
});
