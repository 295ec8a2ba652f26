import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../../renderer/api/describe-error.ts';
import { EngineGone, TookTooLong } from '../../../renderer/api/engine-gone.ts';

describe('an error on the screen', () => {
  it('names the fields at fault', () => {
    const error = new ORPCError('BAD_REQUEST', {
      message: 'The input is not valid.',
      data: { fields: [{ path: 'sync.chunk_size', message: 'it must be 1000 or less' }] },
    });
    expect(describeError(error)).toMatchObject({
      title: 'Some of this is not valid',
      message: 'Chunk size: it must be 1000 or less. Nothing was changed.',
      fields: [{ path: 'sync.chunk_size', place: 'chunk size', message: 'it must be 1000 or less' }],
      canRetry: false,
    });
  });

  it('names the column of a record that cannot be edited', () => {
    const data = { transient: false, details: { uid: 'u', column: 'LINE_NO' } };
    const error = new ORPCError('UNPROCESSABLE_CONTENT', { message: 'Part of the key.', data });
    expect(describeError(error).column).toBe('LINE_NO');
    expect(describeError(new EngineGone()).column).toBeNull();
  });

  it('gives the id to look for in the log', () => {
    const error = new ORPCError('INTERNAL_SERVER_ERROR', { message: 'A mistake', data: { error_id: 'e-17' } });
    expect(describeError(error).message).toBe('A mistake (e-17)');
  });

  it.each([
    [new EngineGone(), true],
    [new TookTooLong(20), true],
    [new ORPCError('SYSTEM_UNAVAILABLE', { message: 'm' }), true],
    [new ORPCError('NOT_FOUND', { message: 'm' }), false],
    [new ORPCError('LIMIT_REACHED', { message: 'm', data: { transient: true, details: {} } }), true],
  ])('says whether trying again may help: %s', (error, canRetry) => {
    expect(describeError(error).canRetry).toBe(canRetry);
  });

  it.each([
    ['entities[2]', 'entities, number 3'],
    ['entity.mappings[0].source_field', 'source field'],
    ['', 'All of it'],
  ])('says the place %j in words', (path, place) => {
    const error = new ORPCError('BAD_REQUEST', { data: { fields: [{ path, message: 'm' }] } });
    expect(describeError(error).fields).toEqual([{ path, place, message: 'm' }]);
  });

  it('says of anything else what is safe, and never shows an object as text', () => {
    expect(describeError(new TypeError('x is undefined')).message).toMatch(
      /^This window met .* stays\..*: x is undefined$/,
    );
    expect(describeError('gone').message).toMatch(/: gone$/);
    expect(
      describeError(new ORPCError('BAD_REQUEST', { data: { fields: [{ path: {}, message: 7 }] } })).fields,
    ).toEqual([{ path: '', place: 'All of it', message: '' }]);
  });
});
