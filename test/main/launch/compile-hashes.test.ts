import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileHashes, HASHES_MODULE } from '../../../main/launch/compile-hashes.ts';

it('compiles the hashes of records to just the module that the engine holds', () => {
  expect(readFileSync(HASHES_MODULE, 'utf8')).toBe(compileHashes());
});
