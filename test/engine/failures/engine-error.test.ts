import { describe, expect, it } from 'vitest';
import { CODE_SENTENCES, STAGES } from '../../../engine/failures/codes.ts';
import { EngineError, toError, type EngineErrorKind } from '../../../engine/failures/engine-error.ts';
import { reject } from '../../../engine/failures/reject.ts';

describe('the codes of failed records', () => {
  it.each(Object.entries(CODE_SENTENCES))('%s says in plain words what happened and what to do', (code, sentence) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(sentence).toMatch(/^[A-Z][^.]+\.( [A-Z][^.]+\.)+$/);
  });

  it('belong to the nine stages in the order of the pipeline', () => {
    expect(STAGES).toEqual([
      'fetch',
      'normalize',
      'validate',
      'map',
      'identity',
      'delta',
      'resolve',
      'ingest',
      'track',
    ]);
  });

  it('make a reject together with stage, field and message', () => {
    expect(reject('map', 'required', 'qty', 'qty is empty.')).toEqual({
      stage: 'map',
      code: 'required',
      field: 'qty',
      message: 'qty is empty.',
    });
  });
});

describe('an engine error', () => {
  it.each<[EngineErrorKind, boolean]>([
    ['usage', false],
    ['auth', false],
    ['refused', false],
    ['bad_answer', false],
    ['unavailable', true],
  ])('of kind %s is transient: %s', (kind, transient) => {
    expect(new EngineError(kind, 'what happened').transient).toBe(transient);
    expect(new EngineError(kind, 'what happened', { transient: !transient }).transient).toBe(!transient);
  });

  it('keeps its cause and its details', () => {
    const cause = new Error('socket closed');
    const error = new EngineError('unavailable', 'no answer', { cause, details: { status: 503 } });
    expect([error.cause, error.details, error.name]).toEqual([cause, { status: 503 }, 'EngineError']);
    expect(new EngineError('usage', 'bad flag')).not.toHaveProperty('cause');
  });
});

describe('what was thrown', () => {
  it('stays what it is where it is an error', () => {
    const error = new TypeError('no function');
    expect(toError(error)).toBe(error);
  });

  it.each([['text'], [undefined], [null], [{ code: 1 }]])('becomes an engine error where it is %j', (thrown) => {
    const error = toError(thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error.cause).toBe(thrown);
  });
});
