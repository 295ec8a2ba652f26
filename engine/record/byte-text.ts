// Text as UTF-8 that grows at its end and is written anew again and again, in memory that is kept.

/** A class, since one is made for each field and their methods are called for each value: closures are not inlined there. */
export class ByteText {
  bytes: Buffer;
  length = 0;

  constructor(startBytes: number, text = '') {
    this.bytes = Buffer.allocUnsafeSlow(startBytes);
    this.addText(text);
  }

  /** Forgets what was added after the first `length` bytes. */
  cut(length: number): void {
    this.length = length;
  }

  addText(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    this.#makeRoom(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  addByte(byte: number): void {
    this.#makeRoom(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** Adds a few bytes: a loop, since a call into native code costs more than most values are long. */
  addBytes(source: Buffer, from: number, to: number): void {
    this.#makeRoom(to - from);
    const { bytes } = this;
    let at = this.length;
    for (let byte = from; byte < to; byte += 1, at += 1) bytes[at] = source[byte] ?? 0;
    this.length = at;
  }

  #makeRoom(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.length + size) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
