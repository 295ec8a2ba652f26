// Which addresses of the app's protocol lead to a file, and which to a refusal.

import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveAsset } from '../../../main/guards/resolve-asset.ts';

const ROOT = join(sep, 'opt', 'syncflow', 'renderer');

function ask(url: string, method = 'GET'): string {
  const asset = resolveAsset(ROOT, { method, url });
  return asset.kind === 'file' ? asset.path.slice(ROOT.length).replaceAll(sep, '/') : String(asset.status);
}

describe('an address of the console', () => {
  it.each([
    ['a page', 'app://bundle/index.html', '/index.html'],
    ['a script in a folder', 'app://bundle/assets/index-4f.js', '/assets/index-4f.js'],
    ['one with a query and a fragment', 'app://bundle/index.html?a=1#/runs', '/index.html'],
    ['a name with a blank', 'app://bundle/a%20b.svg', '/a b.svg'],
    ['a way back that stays inside', 'app://bundle/assets/../index.html', '/index.html'],
  ])('is served: %s', (_name, url, path) => {
    expect(ask(url)).toBe(path);
  });

  it.each([
    ['the folder above', 'app://bundle/../secrets.json', '/secrets.json'],
    ['the folder above, encoded', 'app://bundle/%2e%2e/%2e%2e/secrets.json', '/secrets.json'],
    ['the folder above, its slash encoded', 'app://bundle/..%2f..%2fsecrets.json', '/secrets.json'],
    ['the folder above, encoded twice', 'app://bundle/%252e%252e/secrets.json', '/%2e%2e/secrets.json'],
    [
      'a sibling folder with the same beginning',
      'app://bundle/..%2frenderer-old/index.html',
      '/renderer-old/index.html',
    ],
  ])('is looked for inside the folder only: %s', (_name, url, path) => {
    expect(ask(url)).toBe(path);
  });

  it.each([
    ['a backslash', 'app://bundle/..%5c..%5csecrets.json', '400'],
    ['a name that ends early', 'app://bundle/index.html%00.js', '400'],
    ['a stream of a file', 'app://bundle/index.html::$DATA.js', '400'],
    ['a drive', 'app://bundle/C:/secrets.json', '400'],
    ['the folder itself', 'app://bundle/', '404'],
    ['a type that is none of ours', 'app://bundle/main.node', '404'],
    ['no type at all', 'app://bundle/LICENSE', '404'],
    ['text that is no encoding', 'app://bundle/%zz.js', '400'],
    ['another host', 'app://other/index.html', '404'],
    ['another scheme', 'https://bundle/index.html', '404'],
    ['a user in the address', 'app://user@bundle/index.html', '404'],
    ['a port', 'app://bundle:80/index.html', '404'],
    ['no address', 'index.html', '404'],
  ])('is refused: %s', (_name, url, outcome) => {
    expect(ask(url)).toBe(outcome);
  });

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS'])('is not answered to %s', (method) => {
    expect(ask('app://bundle/index.html', method)).toBe('405');
  });
});
