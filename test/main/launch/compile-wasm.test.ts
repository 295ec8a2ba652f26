import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileWasm, WASM_MODULE } from '../../../main/launch/compile-wasm.ts';

it('compiles the hashes of records to just the module that the engine holds', () => {
  expect(readFileSync(WASM_MODULE, 'utf8')).toBe(compileWasm());
});
