// Text as UTF-8 that grows at its end and is written anew again and again, in memory that is kept.

/** Pages are about alike in size: memory that was large enough once mostly stays so. */
const GROWTH = 1.25;
const LARGE_SHARE = 0.25;

/** Gives at least so many bytes that begin with the text. */
type Enlarge = (bytes: number, text: Buffer) => Buffer;

const NOTHING = Buffer.alloc(0);

function enlargeByCopy(bytes: number, text: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(bytes);
  larger.set(text);
  return larger;
}

/** A class, since one is made for each field and their methods are called for each value: closures are not inlined there. */
export class ByteText {
  bytes: Buffer;
  length = 0;
  readonly #enlarge: Enlarge;

  constructor(startBytes: number, text = '', enlarge: Enlarge = enlargeByCopy) {
    this.#enlarge = enlarge;
    this.bytes = enlarge(startBytes, NOTHING);
    this.addText(text);
  }

  /** Forgets what was added after the first `length` bytes. */
  cut(length: number): void {
    this.length = length;
  }

  addText(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    this.makeRoom(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  addByte(byte: number): void {
    this.makeRoom(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** Adds a few bytes: a loop, since a call into native code costs more than most values are long. */
  addBytes(source: Uint8Array, from: number, to: number): void {
    this.makeRoom(to - from);
    const { bytes } = this;
    let at = this.length;
    for (let byte = from; byte < to; byte += 1, at += 1) bytes[at] = source[byte] ?? 0;
    this.length = at;
  }

  /** Adds many bytes. */
  addBlock(source: Buffer, from: number, to: number): void {
    this.makeRoom(to - from);
    this.length += source.copy(this.bytes, this.length, from, to);
  }

  /** Adds bytes as lower-case hex digits. */
  addHex(source: Uint8Array): void {
    this.makeRoom(source.length * 2);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < source.length; index += 1, at += 2) {
      const byte = source[index] ?? 0;
      bytes[at] = HEX_DIGITS[byte >> 4] ?? 0;
      bytes[at + 1] = HEX_DIGITS[byte & 15] ?? 0;
    }
    this.length = at;
  }

  /** Whether the text fills enough of its memory to leave with it. */
  get isLarge(): boolean {
    return this.length > this.bytes.length * LARGE_SHARE;
  }

  /** A copy of the text in memory of its own; begins anew in the same memory. */
  takeCopy(): Uint8Array<ArrayBuffer> {
    const text = new Uint8Array(this.bytes.subarray(0, this.length));
    this.length = 0;
    return text;
  }

  /** Gives the text away with its memory, which nothing else lies in; begins anew in other memory. */
  take(memory: ArrayBuffer = new ArrayBuffer(this.bytes.length)): Uint8Array<ArrayBuffer> {
    // Safe: the constructor and `makeRoom` take memory that is not shared.
    const text = new Uint8Array(this.bytes.buffer as ArrayBuffer, 0, this.length);
    this.bytes = Buffer.from(memory);
    this.length = 0;
    return text;
  }

  /** Whoever writes into `bytes` directly asks for room first. */
  makeRoom(size: number): this {
    if (this.length + size <= this.bytes.length) return this;
    this.bytes = this.#enlarge(Math.ceil((this.length + size) * GROWTH), this.bytes.subarray(0, this.length));
    return this;
  }
}

export const HEX_DIGITS = Buffer.from('0123456789abcdef');
