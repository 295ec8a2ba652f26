/** Whether these bytes stand at `at`. A loop: a call into native code costs more than so few bytes. */
export function isAt(body: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let byte = 0; byte < expected.length; byte += 1) if (body[at + byte] !== expected[byte]) return false;
  return true;
}
