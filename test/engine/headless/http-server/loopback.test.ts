// Names and paths that a request may use: everything odd is refused.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, isOwnHost, isOwnOrigin } from '../../../../engine/headless/http-server/loopback.ts';
import { toFilePath } from '../../../../engine/headless/http-server/static-files.ts';

describe('loopback addresses', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost', 'LOCALHOST'])('%s is one', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.example.com', '127.evil', 'localhost.example.com', ''])(
    '%j is none',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe('the Host of a request', () => {
  const here = { host: '127.0.0.1', port: 8008 };

  it.each(['127.0.0.1:8008', 'localhost:8008', '[::1]:8008', 'LocalHost:8008'])('%s is taken', (header) => {
    expect(isOwnHost(header, here)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '127.0.0.1',
    '127.0.0.1:8009',
    'evil.example:8008',
    '127.0.0.1.nip.io:8008',
    '192.168.1.2:8008',
    'localhost:8008@evil.example',
    'evil.example/localhost:8008',
    'localhost:8008/x',
    'localhost:8008?x',
    '127.1:8008',
    'localhost:08008',
  ])('%j is refused', (header) => {
    expect(isOwnHost(header, here)).toBe(false);
  });

  it('may be a number or the told name where the server is remote on purpose, but no other name', () => {
    const remote = { host: 'sync.plant.example', port: 80 };
    expect(isOwnHost('sync.plant.example', remote)).toBe(true);
    expect(isOwnHost('10.1.2.3', remote)).toBe(true);
    expect(isOwnHost('evil.example', remote)).toBe(false);
  });

  it('is what an Origin must agree with', () => {
    expect(isOwnOrigin('http://127.0.0.1:8008', '127.0.0.1:8008')).toBe(true);
    for (const origin of ['null', 'https://127.0.0.1:8008', 'http://127.0.0.1:8009', 'http://localhost:8008', '']) {
      expect(isOwnOrigin(origin, '127.0.0.1:8008')).toBe(false);
    }
  });
});

describe('the path of a page', () => {
  it('is a file, or a screen of the console', () => {
    expect(toFilePath('/')).toBe('/index.html');
    expect(toFilePath('/runs/01890a5d')).toBe('/index.html');
    expect(toFilePath('/assets/index-1a2b.js')).toBe('/assets/index-1a2b.js');
  });

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/a/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/C:/secret.json',
    '/a%00.js',
    '/%zz',
    '//etc/hosts.js',
    '/./a.js',
    'a.js',
    '',
  ])('%j is none', (path) => {
    expect(toFilePath(path)).toBeNull();
  });

  it('never climbs, whatever is typed', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', '%5c', 'a', '', '%00'), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const path = toFilePath(`/${parts.join('/')}`);
        expect(path === null || (path.startsWith('/') && !path.split(/[\\/]/).includes('..'))).toBe(true);
      }),
      { seed: 11 },
    );
  });
});
