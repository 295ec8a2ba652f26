// Compiles what is done with the bytes of records (engine/record/wasm/) to WebAssembly and writes it as a module of the engine, so that a
// program that is run or bundled needs no compiler and no file beside it. A test compiles it as well, and compares.
//
//   node main/launch/compile-wasm.ts

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const COMPILER = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

export const WASM_MODULE = join(REPOSITORY, 'engine/record/record-wasm.ts');

/** The text of `WASM_MODULE`. */
export function compileWasm(): string {
  // The last option without a file: the module goes to standard output.
  const wasm = execFileSync(process.execPath, [COMPILER, 'engine/record/wasm/index.ts', ...OPTIONS, '--outFile'], {
    cwd: REPOSITORY,
  });
  return `// Made by \`npm run build:wasm\` of wasm/index.ts, never edited: a WebAssembly module in base64.

export const RECORD_WASM =
  '${wasm.toString('base64')}';
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(WASM_MODULE, compileWasm());
