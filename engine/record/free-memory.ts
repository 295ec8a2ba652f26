// Gives the memory of large buffers back at once. What lies outside the heap counts for V8 as growth since the last full
// collection, and some eight megabytes of it start the next one: a third of a large read was spent in collections that
// found nothing else.

/** Memory that bytes have to themselves, so that it can be handed over: theirs, or a copy of a part of a larger buffer. */
export function memoryOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength ? buffer : new Uint8Array(bytes).buffer;
}

/** Nothing may read the array from then on. Memory that others may share (a part of a larger buffer) is left alone. */
export function freeMemory({ buffer, byteLength }: Uint8Array | Uint32Array | Float64Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > 0) buffer.transfer(0);
}
