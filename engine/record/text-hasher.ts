// Shared by all hashes of records: text in, hex digest out, through one memory per thread.

import { createHashMemory, type HashMemory } from './hash-memory.ts';

let memory: HashMemory | null = null;

/** The hash of a text's UTF-8 in lower-case hex. */
export function hashText(text: string, kind: 'bkHash' | 'dataHash' | 'fingerprint'): string {
  memory ??= createHashMemory();
  // A UTF-16 unit takes at most three bytes in UTF-8.
  const length = memory.makeRoom(text.length * 3).write(text);
  return memory[kind](0, length).toString('hex');
}
