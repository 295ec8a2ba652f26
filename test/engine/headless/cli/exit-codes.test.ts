import { describe, expect, it } from 'vitest';
import { EngineError, type EngineErrorKind } from '../../../../engine/failures/engine-error.ts';
import { exitCodeOf, exitCodeOfError } from '../../../../engine/headless/cli/exit-codes.ts';
import type { BatchStatus } from '../../../../engine/repositories/batch-repository.ts';

describe('the exit code of batches', () => {
  const cases: readonly (readonly [readonly BatchStatus[], number])[] = [
    [[], 0],
    [['completed'], 0],
    [['completed', 'completed_with_failures'], 3],
    [['completed_with_failures', 'paused'], 4],
    [['cancelled', 'completed'], 4],
    [['failed', 'cancelled', 'completed_with_failures', 'completed'], 1],
    [['completed', 'failed'], 1],
  ];
  it.each(cases)('of %j is the worst of them: %i', (statuses, code) => {
    expect(exitCodeOf(statuses.map((status) => ({ status })))).toBe(code);
  });
});

describe('the exit code of an error', () => {
  const cases: readonly (readonly [EngineErrorKind, number])[] = [
    ['usage', 2],
    ['not_found', 2],
    ['stopped', 4],
    ['auth', 1],
    ['state', 1],
    ['unavailable', 1],
    ['conflict', 1],
  ];
  it.each(cases)('of kind %s is %i', (kind, code) => {
    expect(exitCodeOfError(new EngineError(kind, 'x'))).toBe(code);
  });
  it('of anything else is 1', () => {
    expect(exitCodeOfError(new TypeError('x'))).toBe(1);
  });
});
