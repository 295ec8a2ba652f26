// The memory of the Idempotency-Key header in a few bytes a record: of an answer it keeps each record's number and
// status, and writes the answer anew when the same request comes again.

import { crc32 } from 'node:zlib';
import { HttpProblem } from '../http/http-problem.ts';
import { isUuid } from '../schedulehub/record-input.ts';
import type { LeanRequest } from './lean-server.ts';
import type { RecordError } from './read-records.ts';

const STATUSES = ['created', 'updated', 'deleted', 'exists', 'not_found', 'failed'] as const;

/** What became of one record; `number` is -1 where it has none. */
export interface Result {
  readonly status: (typeof STATUSES)[number];
  readonly number: number;
  readonly error: RecordError | null;
}

export interface BatchAnswer {
  readonly body: Buffer;
  readonly results: readonly Result[];
}

/** The results of an earlier answer, by the place of their record. */
export interface KeptAnswer {
  at(place: number): Result;
}

/** Does the work, or has it written again from what it answered the first time; 422 for a key with another request. */
export type AnswerOnce = (request: LeanRequest, work: (before: KeptAnswer | null) => BatchAnswer) => Buffer;

const NOTHING: Result = { status: 'failed', number: -1, error: null };

interface Memory extends KeptAnswer {
  readonly path: string;
  readonly length: number;
  readonly crc: number;
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
      if (before.path === path && before.length === body.length && before.crc === crc) return work(before).body;
      throw new HttpProblem(422, 'idempotency_mismatch', 'This Idempotency-Key came before, with another request.');
    }
    const answer = work(null);
    memories.set(key, { path, length: body.length, crc, ...keep(answer.results) });
    return answer.body;
  };
}

function keep(results: readonly Result[]): KeptAnswer {
  const numbers = new Int32Array(results.length);
  const statuses = new Uint8Array(results.length);
  const errors = new Map<number, RecordError>();
  for (let place = 0; place < results.length; place += 1) {
    const { number, status, error } = results[place] ?? NOTHING;
    numbers[place] = number;
    statuses[place] = STATUSES.indexOf(status);
    if (error !== null) errors.set(place, error);
  }
  return {
    at: (place) => ({
      status: STATUSES[statuses[place] ?? 0] ?? NOTHING.status,
      number: numbers[place] ?? NOTHING.number,
      error: errors.get(place) ?? null,
    }),
  };
}
