// What a caller is told of an error: every kind leaves as the contract declares it.

import { describe, expect, it } from 'vitest';
import { toContractError } from '../../../engine/api/to-contract-error.ts';
import { OPERATOR_ERRORS } from '../../../engine/contract/errors.ts';
import { EngineError, type EngineErrorKind } from '../../../engine/failures/engine-error.ts';
import { silentLog } from '../../support/test-engine.ts';

const KINDS: readonly (readonly [EngineErrorKind, keyof typeof OPERATOR_ERRORS])[] = [
  ['usage', 'UNPROCESSABLE_CONTENT'],
  ['not_found', 'NOT_FOUND'],
  ['conflict', 'CONFLICT'],
  ['auth', 'LOGIN_REFUSED'],
  ['unavailable', 'SYSTEM_UNAVAILABLE'],
  ['refused', 'REQUEST_REFUSED'],
  ['bad_answer', 'BAD_ANSWER'],
  ['state', 'STATE_UNUSABLE'],
  ['stopped', 'STOPPED'],
  ['limit', 'LIMIT_REACHED'],
];

describe('an error of the engine', () => {
  it.each(KINDS)('of kind %s leaves as %s with the status that the contract declares', (kind, code) => {
    const told = toContractError(new EngineError(kind, 'What happened.'), { log: silentLog, newUid: () => 'uid' });
    expect(told).toMatchObject({ code, status: OPERATOR_ERRORS[code].status, message: 'What happened.' });
  });
});
