// Whole numbers as LEB128: seven bits a byte, lowest first; small ones take one byte.

/** What a number of up to 2^35 takes at most. */
export const MAX_NUMBER_BYTES = 5;

/** Returns where the number ends. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  while (rest >= 0x80) {
    bytes[next] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
    next += 1;
  }
  bytes[next] = rest;
  return next + 1;
}

export function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = at;
  for (let unit = 1; ; unit *= 128) {
    const byte = bytes[end] ?? 0;
    end += 1;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return { value, end };
  }
}

export function numberBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
