// The memory of the Idempotency-Key header in a few bytes a record: of an answer it keeps each record's number and
// status, and writes the answer anew when the same request comes again.

import { crc32 } from 'node:zlib';
import { HttpProblem } from '../http/http-problem.ts';
import { isUuid } from '../schedulehub/record-input.ts';
import type { BatchResults } from './batch-results.ts';
import type { LeanRequest } from './lean-server.ts';
import type { BatchAnswer } from './write-batch.ts';

/** Does the work, or has it written again from what it answered the first time; 422 for a key with another request. */
export type AnswerOnce = (request: LeanRequest, work: (before: BatchResults | null) => BatchAnswer) => Buffer;

interface Memory {
  readonly path: string;
  readonly length: number;
  readonly crc: number;
  readonly results: BatchResults;
}

export function createAnswerMemory(): AnswerOnce {
  const memories = new Map<string, Memory>();
  return ({ path, headers, body }, work) => {
    const key = headers['idempotency-key'];
    if (key === undefined) return work(null).body;
    if (typeof key !== 'string' || !isUuid(key)) {
      throw new HttpProblem(400, 'invalid_idempotency_key', 'Idempotency-Key must be a UUID.');
    }
    const crc = crc32(body);
    const before = memories.get(key);
    if (before !== undefined) {
      if (before.path === path && before.length === body.length && before.crc === crc) return work(before.results).body;
      throw new HttpProblem(422, 'idempotency_mismatch', 'This Idempotency-Key came before, with another request.');
    }
    const answer = work(null);
    memories.set(key, { path, length: body.length, crc, results: answer.results });
    return answer.body;
  };
}
