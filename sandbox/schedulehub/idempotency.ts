// The memory of the Idempotency-Key header: the same key with the same request answers the same for 24 hours.

import { createHash } from 'node:crypto';
import { HttpProblem } from '../http/http-problem.ts';
import type { Answer, Request } from '../http/router.ts';
import { isUuid } from './record-input.ts';
import type { RecordStore } from './record-store.ts';

const MEMORY_MS = 24 * 60 * 60 * 1000;

/** Runs the work in one transaction, or answers from memory without running it. */
export function answerOnce(
  request: Request,
  { store, now }: { readonly store: RecordStore; readonly now: number },
  work: () => string,
): Answer {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return { status: 200, body: store.transaction(work) };
  if (typeof key !== 'string' || !isUuid(key)) {
    throw new HttpProblem(400, 'invalid_idempotency_key', 'Idempotency-Key must be a UUID.');
  }
  const bodyHash = createHash('sha256').update(`${request.method} ${request.path}\n`).update(request.body).digest();
  const kept = store.findAnswer(key, now - MEMORY_MS);
  if (kept !== null) {
    if (kept.bodyHash.equals(bodyHash)) return { status: 200, body: kept.answer };
    throw new HttpProblem(422, 'idempotency_mismatch', 'This Idempotency-Key came before, with another request.');
  }
  const body = store.transaction(() => {
    const answer = work();
    store.forgetAnswersBefore(now - MEMORY_MS);
    store.keepAnswer(key, { bodyHash, answer }, now);
    return answer;
  });
  return { status: 200, body };
}
