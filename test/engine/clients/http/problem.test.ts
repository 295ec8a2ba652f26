import { describe, expect, it } from 'vitest';
import { readProblem } from '../../../../engine/clients/http/problem.ts';

describe('reading problems', () => {
  it.each([
    [
      'a problem document',
      'application/problem+json',
      '{"type":"about:blank","title":"T","status":404,"detail":"No part X","code":"unknown_api"}',
      { code: 'unknown_api', detail: 'No part X', isProblem: true },
    ],
    [
      'a problem without detail',
      'application/problem+json; charset=utf-8',
      '{"title":"Gone"}',
      { code: null, detail: 'Gone', isProblem: true },
    ],
    ['other JSON with a code', 'application/json', '{"code":"busy"}', { code: 'busy', detail: null, isProblem: true }],
    ['other JSON', 'application/json', '{"error":"x"}', { code: null, detail: null, isProblem: false }],
    [
      'members of the wrong type',
      'application/problem+json',
      '{"code":5,"detail":["x"],"title":"T"}',
      { code: null, detail: 'T', isProblem: true },
    ],
    [
      'plain text',
      'text/plain',
      'upstream\r\n is  down\u0000',
      { code: null, detail: 'upstream is down', isProblem: false },
    ],
    ['a page of HTML', 'text/html', '<html>502</html>', { code: null, detail: null, isProblem: false }],
    ['nothing', '', '', { code: null, detail: null, isProblem: false }],
    ['cut-off JSON', 'application/problem+json', '{"code":"a', { code: null, detail: '{"code":"a', isProblem: false }],
  ])('takes %s', (_name, contentType, body, expected) => {
    expect(readProblem(contentType, body)).toEqual(expected);
  });

  it('cuts long texts', () => {
    expect(readProblem('text/plain', 'x'.repeat(10_000)).detail).toHaveLength(301);
  });
});
