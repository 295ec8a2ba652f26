// Errors as the contract declares them: an EngineError keeps its sentence and data, bad input names its fields, anything
// else is written to the log under an id, and only the id goes out.

import { ORPCError } from '@orpc/server';
import { ValidationError } from '@orpc/contract';
import type { z } from 'zod';
import { explainIssues, toPathText } from '../contract/explain-issue.ts';
import { OPERATOR_ERRORS } from '../contract/errors.ts';
import { EngineError, type EngineErrorKind } from '../failures/engine-error.ts';
import type { Log } from '../host.ts';

type ErrorCode = keyof typeof OPERATOR_ERRORS;

const CODES: Readonly<Record<EngineErrorKind, ErrorCode>> = {
  usage: 'UNPROCESSABLE_CONTENT',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  auth: 'LOGIN_REFUSED',
  unavailable: 'SYSTEM_UNAVAILABLE',
  refused: 'REQUEST_REFUSED',
  bad_answer: 'BAD_ANSWER',
  state: 'STATE_UNUSABLE',
  stopped: 'STOPPED',
  limit: 'LIMIT_REACHED',
};

export interface ErrorNeeds {
  readonly log: Log;
  readonly newUid: () => string;
}

/** What is thrown to the caller in place of `error`. */
export function toContractError(error: unknown, { log, newUid }: ErrorNeeds): unknown {
  if (error instanceof EngineError) return fromEngineError(error);
  if (error instanceof ORPCError && error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') {
    return toBadRequest(error.cause);
  }
  // A caller that went away gets nothing; there is nothing to log either.
  if (error instanceof Error && error.name === 'AbortError') return error;
  const errorId = newUid();
  log.error('A procedure failed unexpectedly', { error_id: errorId, error: describe(error) });
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something unexpected went wrong. What was saved before stays. Look for ${errorId} in the log.`,
    data: { error_id: errorId },
  });
}

function fromEngineError(error: EngineError): ORPCError<ErrorCode, unknown> {
  const isUnknown = error.kind === 'usage' && error.details['code'] === 'unknown_entity';
  const code = isUnknown ? 'NOT_FOUND' : CODES[error.kind];
  return new ORPCError(code, {
    // Of codes that oRPC does not know the status is told, else it takes them for undeclared.
    status: OPERATOR_ERRORS[code].status,
    message: error.message,
    data: { transient: error.transient, details: error.details },
    cause: error,
  });
}

interface Field {
  readonly path: string;
  readonly message: string;
}

const MOST_FIELDS = 50;

function toBadRequest({ issues }: ValidationError): ORPCError<'BAD_REQUEST', unknown> {
  const fields = issues.flatMap(toFields).slice(0, MOST_FIELDS);
  const [first] = fields;
  const where = first === undefined || first.path === '' ? 'The input' : `The field ${first.path}`;
  return new ORPCError('BAD_REQUEST', {
    message: `${where}: ${first?.message ?? 'it is not valid'}`,
    data: { fields },
  });
}

type Issue = ValidationError['issues'][number];

/** Inputs are checked with zod; another checker would only give a message. */
function toFields(issue: Issue): readonly Field[] {
  if (!isZodIssue(issue)) return [{ path: '', message: issue.message }];
  return explainIssues([issue]).map(({ path, message }) => ({ path: toPathText(path), message }));
}

function isZodIssue(issue: Issue | z.core.$ZodIssue): issue is z.core.$ZodIssue {
  return 'code' in issue;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
