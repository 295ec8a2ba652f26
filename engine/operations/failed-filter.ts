// What an operator asks for among failed records, checked: unknown stages, codes and statuses are named.

import { LIVE_STATUSES } from '../contract/failed-record.ts';
import { CODE_SENTENCES, STAGES } from '../failures/codes.ts';
import { EngineError } from '../failures/engine-error.ts';
import { FAILED_STATUSES, type FailedFilter, type FailedStatus } from '../repositories/failed-record.ts';

/** As it comes from the command line: text, `status` with commas. */
export interface FailedQuery {
  readonly entity?: string | undefined;
  readonly batch?: string | undefined;
  readonly stage?: string | undefined;
  readonly code?: string | undefined;
  readonly signature?: string | undefined;
  readonly status?: string | undefined;
}

/** Without a status the live ones; `all` for every status. Throws EngineError `usage`. */
export function toFailedFilter(query: FailedQuery): FailedFilter {
  return {
    entity: query.entity,
    batchUid: query.batch,
    stage: query.stage === undefined ? undefined : oneOf('stage', STAGES, query.stage),
    code: query.code === undefined ? undefined : oneOf('code', Object.keys(CODE_SENTENCES), query.code),
    signature: query.signature,
    status: toStatuses(query.status),
  };
}

function toStatuses(text: string | undefined): readonly FailedStatus[] | undefined {
  if (text === undefined) return LIVE_STATUSES;
  if (text === 'all') return undefined;
  return text.split(',').map((status) => oneOf('status', FAILED_STATUSES, status.trim()));
}

function oneOf<Name extends string>(what: string, known: readonly Name[], given: string): Name {
  const found = known.find((name) => name === given);
  if (found !== undefined) return found;
  const sentence = `There is no ${what} ${JSON.stringify(given)}. Use one of ${known.join(', ')}.`;
  throw new EngineError('usage', sentence, { details: { [what]: given } });
}
