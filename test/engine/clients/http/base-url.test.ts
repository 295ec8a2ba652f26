import { describe, expect, it } from 'vitest';
import { parseBaseUrl, parseProxyUrl, withoutUserInfo } from '../../../../engine/clients/http/base-url.ts';
import { APISMITH } from '../../../../engine/clients/http/client-options.ts';

const SECRET = 'hunter/2:x';

describe('base URL', () => {
  it('reads host, port and path', () => {
    expect(parseBaseUrl(APISMITH, ' https://erp.plant.local/gw/api/v1/ ')).toEqual({
      origin: 'https://erp.plant.local',
      host: 'erp.plant.local',
      hostname: 'erp.plant.local',
      port: 443,
      path: '/gw/api/v1',
      isSecure: true,
    });
    expect(parseBaseUrl(APISMITH, 'http://[::1]:8010/api/v1')).toMatchObject({ hostname: '::1', port: 8010 });
    expect(parseBaseUrl(APISMITH, 'http://erp')).toMatchObject({ port: 80, path: '' });
  });

  it.each([
    ['', 'is empty'],
    ['erp-gateway', 'is not an http or https address'],
    ['ftp://erp/api', 'is not an http or https address'],
    [`http://user:${SECRET}@`, 'is not an http or https address'],
    ['http://user:hunter2@erp/api/v1', 'holds a user name or password'],
    ['http://erp/api/v1?key=1', 'must end with its path'],
  ])('refuses %j by name and without repeating a secret', (text, sentence) => {
    const read = (): unknown => parseBaseUrl(APISMITH, text);
    expect(read).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining(sentence) }));
    expect(read).toThrow(/APISmith address/);
    expect(read).not.toThrow(/hunter/);
  });

  it('keeps user name and password of a proxy for the proxy only', () => {
    const proxy = parseProxyUrl('http://user:hunter2@proxy:3128');
    expect(proxy).toMatchObject({ host: 'proxy:3128', port: 3128 });
    expect(proxy.uri).toContain('hunter2');
  });

  it.each([
    ['http://u:p@h/x', 'http://h/x'],
    ['http://u:p/w@h/x', 'http://h/x'],
    ['u:p@h', 'h'],
    ['http://h/x', 'http://h/x'],
  ])('strips %j to %j', (text, shown) => {
    expect(withoutUserInfo(text)).toBe(shown);
  });
});
