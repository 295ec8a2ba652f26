// Reads the bodies of one connection, one after another, into the same memory.

import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../http/http-problem.ts';

/** A body is good until the next one of its connection is read; 413 where it is too large. */
export type BodyReader = (incoming: IncomingMessage) => Promise<Buffer>;

const START_BYTES = 64 * 1024;

export function createBodyReader(maxBytes: number): BodyReader {
  let memory = Buffer.allocUnsafeSlow(START_BYTES);
  const makeRoom = (bytes: number, used: number): void => {
    if (bytes <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, bytes * 2));
    larger.set(memory.subarray(0, used));
    memory = larger;
  };
  return (incoming) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      const used = bytes;
      bytes += chunk.length;
      if (bytes > maxBytes) return;
      makeRoom(bytes, used);
      memory.set(chunk, used);
    });
    incoming.once('end', () => {
      if (bytes <= maxBytes) resolve(memory.subarray(0, bytes));
      else reject(new HttpProblem(413, 'body_too_large', `The body is larger than ${maxBytes} bytes.`));
    });
    incoming.once('error', reject);
    return promise;
  };
}
