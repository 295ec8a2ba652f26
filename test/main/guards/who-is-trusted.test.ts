// Who may ask for a port, and which links may leave the app.

import { describe, expect, it } from 'vitest';
import { isAllowedLink } from '../../../main/guards/external-links.ts';
import { isTrustedSender } from '../../../main/guards/trusted-sender.ts';
import { windowOptions } from '../../../main/window.ts';

describe('a sender', () => {
  const top = { url: 'app://bundle/index.html#/runs' };
  const foreign = { url: 'https://bundle/index.html' };
  const elsewhere = { url: 'app://bundle.example/index.html' };
  const blank = { url: '' };

  it('is trusted as the top frame of a page of ours', () => {
    expect(isTrustedSender({ senderFrame: top, sender: { mainFrame: top } })).toBe(true);
  });

  it.each([
    ['gone', null, top],
    ['another frame with the same address', { ...top }, top],
    ['a page of another scheme', foreign, foreign],
    ['a page of another host of our scheme', elsewhere, elsewhere],
    ['a page without an address', blank, blank],
  ])('is not trusted when it is %s', (_name, senderFrame, mainFrame) => {
    expect(isTrustedSender({ senderFrame, sender: { mainFrame } })).toBe(false);
  });
});

describe('a link', () => {
  it.each(['https://github.com/a/b', 'https://docs.github.com/en'])('may leave: %s', (url) => {
    expect(isAllowedLink(url)).toBe(true);
  });

  it.each([
    'http://github.com/',
    'https://github.com:8443/',
    'https://user@github.com/',
    'https://github.com.example.com/',
    'https://example.com/github.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'github.com',
    '',
  ])('may not: %s', (url) => {
    expect(isAllowedLink(url)).toBe(false);
  });
});

it('makes windows that are sandboxed, isolated and without Node', () => {
  const { webPreferences, show } = windowOptions({ preload: '/p.cjs', backgroundColor: '#fff' });
  expect(show).toBe(false);
  expect(webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    preload: '/p.cjs',
  });
});
