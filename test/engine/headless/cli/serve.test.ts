// `syncflow serve` as somebody runs it: prints where it is and how to get in, answers, ends on Ctrl+C.

import { describe, expect, it } from 'vitest';
import { createCaller } from './run-here.ts';

describe('syncflow serve', () => {
  it('says where it is, answers a program with its token, and ends on Ctrl+C', async () => {
    const user = createCaller();
    const printed = Promise.withResolvers<string>();
    user.onOutput((text) => {
      printed.resolve(text);
    });
    const running = user.run('serve', '--port', '0', '--json');
    const { url, token, link } = JSON.parse(await printed.promise);
    expect(link).toContain(`${url}/sign-in?key=`);
    const call = (headers: Record<string, string>) =>
      fetch(`${url}/rpc/health/get`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"json":{}}',
      });
    expect((await call({})).status).toBe(401);
    const answer = await call({ authorization: `Bearer ${token}` });
    expect(await answer.json()).toMatchObject({ json: { status: 'ok' } });
    user.signal('SIGINT');
    expect((await running).code).toBe(0);
    await expect(call({})).rejects.toThrow();
  });

  it('does not print a token that was given to it', async () => {
    const token = 'a-token-that-is-long-enough';
    const user = createCaller({ environment: { SYNCFLOW_SERVER_TOKEN: token } });
    user.onOutput(() => {
      user.signal('SIGINT');
    });
    const { code, stdout } = await user.run('serve', '--port', '0');
    expect(code).toBe(0);
    expect(stdout).toContain('http://127.0.0.1:');
    expect(stdout).not.toContain(token);
  });

  it('refuses an address that others can reach, and a folder without pages', async () => {
    const user = createCaller();
    const remote = await user.run('serve', '--host', '0.0.0.0', '--port', '0');
    expect([remote.code, remote.stderr]).toEqual([2, expect.stringContaining('--allow-remote')]);
    const empty = await user.run('serve', '--pages', user.dataDir);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('index.html')]);
  });
});
