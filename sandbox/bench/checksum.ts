// A checksum of records that does not depend on their order: what was written can be compared without being kept.
// Each part multiplies a word of the key hash with one of the data hash, so that a hash under the wrong key shows.

/** Four sums of 32 bits. */
export type Checksum = Uint32Array;

export interface Content {
  readonly count: number;
  /** 32 hex digits. */
  readonly checksum: string;
}

export function createChecksum(): Checksum {
  return new Uint32Array(4);
}

/** Adds a record: the 4 words of its bk_hash and the 8 of its data_hash, from `at` on. */
export function addWords(sum: Checksum, words: Uint32Array, at: number): void {
  for (let part = 0; part < 4; part += 1) {
    const key = (words[at + part] ?? 0) | 1;
    const data = (words[at + 4 + part] ?? 0) ^ (words[at + 8 + part] ?? 0);
    sum[part] = (sum[part] ?? 0) + Math.imul(key, data);
  }
}

export function checksumText(sum: Checksum): string {
  return Array.from(sum, (part) => part.toString(16).padStart(8, '0')).join('');
}

const DIGITS = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit;

/** Reads lower-case hex digits into words; false where the text is anything else. */
export function readHex(text: string, words: Uint32Array, { at, count }: { at: number; count: number }): boolean {
  if (text.length !== count * 8) return false;
  let position = 0;
  for (let word = 0; word < count; word += 1) {
    let value = 0;
    for (let digit = 0; digit < 8; digit += 1) {
      // Beyond ASCII the table answers undefined, which is no digit either.
      const part = DIGITS[text.charCodeAt(position)] ?? -1;
      if (part < 0) return false;
      value = (value << 4) | part;
      position += 1;
    }
    words[at + word] = value;
  }
  return true;
}
