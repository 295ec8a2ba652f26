// One request and its whole answer: a deadline on the host's clock, a limit on the answer's size, and an honest word
// on whether the request may have reached the other end. Never throws for what the network does.

import type { Dispatcher } from 'undici';
import type { Clock } from '../../host.ts';
import { freeMemory } from '../../record/free-memory.ts';
import { classifyNetworkError } from './network-failure.ts';
import type { NetworkFailure } from './network-failure.ts';

export interface ExchangeRequest {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly origin: string;
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Any of them ends the exchange. */
  readonly signals: readonly AbortSignal[];
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly location: string | null;
  readonly body: Buffer;
}

export type Exchange =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: NetworkFailure }
  | { readonly kind: 'stopped'; readonly reached: boolean; readonly cause: unknown };

const STOPPED = new DOMException('The caller stopped the request.', 'AbortError');
/** Made once: an exception of its own for each answer costs more than reading most of them. */
const DONE = new DOMException('The answer is there.', 'AbortError');
const TIMED_OUT = new DOMException('The request took too long.', 'TimeoutError');

/** Sends the request once and reads the answer to its end. */
export async function exchange(request: ExchangeRequest): Promise<Exchange> {
  const stoppedBefore = request.signals.find((signal) => signal.aborted);
  if (stoppedBefore !== undefined) return { kind: 'stopped', reached: false, cause: stoppedBefore.reason };

  const abort = new AbortController();
  const timer = new AbortController();
  // Only the first abort sets the reason.
  const stop = (): void => abort.abort(STOPPED);
  for (const signal of request.signals) signal.addEventListener('abort', stop, { once: true });
  request.clock.sleep(request.timeoutMs, timer.signal).then(
    () => abort.abort(TIMED_OUT),
    () => undefined, // the answer was there first
  );

  let answerBegan = false;
  try {
    const response = await request.dispatcher.request({
      origin: request.origin,
      path: request.path,
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: abort.signal,
    });
    answerBegan = true;
    const head = {
      status: response.statusCode,
      contentType: headerOf(response, 'content-type') ?? '',
      retryAfter: headerOf(response, 'retry-after'),
      location: headerOf(response, 'location'),
    };
    const body = await readBody(response, request.maxBytes);
    if (body === null) return { kind: 'failed', failure: failure('too_big', null) };
    return { kind: 'answered', answer: { ...head, body } };
  } catch (error) {
    if (abort.signal.reason === STOPPED) return { kind: 'stopped', reached: true, cause: error };
    if (abort.signal.reason === TIMED_OUT) return { kind: 'failed', failure: failure('timeout', error) };
    if (isClosedClient(error)) return { kind: 'stopped', reached: answerBegan, cause: error };
    return { kind: 'failed', failure: classifyNetworkError(error, answerBegan) };
  } finally {
    timer.abort(DONE);
    for (const signal of request.signals) signal.removeEventListener('abort', stop);
  }
}

/** The whole body, or null when it is longer than `maxBytes`. undici itself notices a body shorter than announced. */
async function readBody(response: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    // undici's body yields Buffers as long as no encoding is set on it, and none is.
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > maxBytes) return null; // leaving the loop destroys the rest of the answer
    chunks.push(part);
  }
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const body = Buffer.concat(chunks, bytes);
  chunks.forEach(freeMemory);
  return body;
}

function headerOf(response: Dispatcher.ResponseData, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function failure(reason: 'too_big' | 'timeout', cause: unknown): NetworkFailure {
  return { reason, reached: true, code: null, cause };
}

function isClosedClient(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED';
}
