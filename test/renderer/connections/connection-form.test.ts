import { describe, expect, it } from 'vitest';
import {
  fixedBy,
  hasChanges,
  shownValue,
  toSavedValues,
  toTestedValues,
} from '../../../renderer/features/connections/connection-form.ts';

type Connection = Parameters<typeof hasChanges>[0];
const free = { source: 'file', fixed_by: null } as const;
const CONNECTION: Connection = {
  system: 'apismith',
  is_configured: true,
  url: 'https://gateway.example/api/v1',
  username: 'syncflow',
  has_password: true,
  ca_file: null,
  proxy: null,
  sources: { url: free, username: free, password: free, ca_file: free, proxy: free },
};

describe('the form of a connection', () => {
  it('shows what is saved until something is typed, and a password never', () => {
    expect(shownValue(CONNECTION, {}, 'url')).toBe('https://gateway.example/api/v1');
    expect(shownValue(CONNECTION, { url: '' }, 'url')).toBe('');
    expect(shownValue(CONNECTION, {}, 'password')).toBe('');
    expect(shownValue(CONNECTION, {}, 'proxy')).toBe('');
  });

  it.each([
    ['nothing typed', {}, false],
    ['the same typed again', { username: 'syncflow' }, false],
    ['another name', { username: 'other' }, true],
    ['emptied', { url: '' }, true],
    ['a password', { password: 'x' }, true],
  ])('has changes or not: %s', (_name, edit, expected) => {
    expect(hasChanges(CONNECTION, edit)).toBe(expected);
  });

  it('sends what was typed, forgets what was emptied, and keeps the password out of it', () => {
    expect(toSavedValues({ url: ' https://a ', proxy: '', password: 'secret' })).toEqual({
      url: 'https://a',
      proxy: null,
    });
    expect(toSavedValues({})).toEqual({});
  });

  it('tests with what was typed, and with what is saved elsewhere', () => {
    expect(toTestedValues({ url: 'https://a', username: '', password: ' p ', proxy: '' })).toEqual({
      url: 'https://a',
      password: ' p ',
      proxy: null,
    });
  });

  it.each([
    [{ source: 'environment', fixed_by: 'SYNCFLOW_APISMITH_URL' }, 'the environment variable SYNCFLOW_APISMITH_URL'],
    [{ source: 'sandbox', fixed_by: null }, 'the sandbox'],
    [{ source: 'desktop', fixed_by: null }, null],
    [{ source: 'none', fixed_by: null }, null],
  ] as const)('says what fixes a value: %o', (source, words) => {
    expect(fixedBy({ ...CONNECTION, sources: { ...CONNECTION.sources, url: source } }, 'url')).toBe(words);
  });
});
