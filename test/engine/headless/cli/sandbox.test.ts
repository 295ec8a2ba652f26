import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSandbox } from '../../../../sandbox/create-sandbox.ts';
import { createCaller } from './run-here.ts';

const FREE_PORTS = ['--apismith-port', '0', '--schedulehub-port', '0'];

describe('the sandbox', () => {
  it('says what to type next, serves, and ends at Ctrl+C', async () => {
    const user = createCaller();
    const answers: Promise<Response>[] = [];
    user.onOutput((text) => {
      const address = /http:\S+\/api\/v1/.exec(text)?.[0] ?? '';
      answers.push(fetch(`${address}/health`).finally(() => user.signal('SIGINT')));
    });
    const { code, stdout } = await user.run('sandbox', ...FREE_PORTS, '--data-dir', user.dataDir, '--seed', '7');
    expect(code).toBe(0);
    expect((await answers[0])?.status).toBe(200);
    expect(stdout).toMatch(/SYNCFLOW_SCHEDULEHUB_URL/);
    expect(stdout).toContain('entity import');
    expect(existsSync(join(user.dataDir, 'sandbox'))).toBe(true);

    const other = await user.run('sandbox', ...FREE_PORTS, '--data-dir', user.dataDir, '--seed', '8');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('was made with');
  });

  it('gives a program the settings, also for synthetic rows', async () => {
    const user = createCaller();
    user.onOutput(() => {
      user.signal('SIGTERM');
    });
    const { json } = await user.run('sandbox', ...FREE_PORTS, '--synthetic', '1000', '--bad-share', '0', '--json');
    expect(json.environment.SYNCFLOW_APISMITH_URL).toBe(json.apismith.url);
    expect(existsSync(String(json.entities_folder))).toBe(true);
  });

  it('refuses values that make no sense, and a port that is taken', async () => {
    expect((await createCaller().run('sandbox', '--bad-share', '2')).stderr).toContain('from 0 to 1');
    const taken = await createSandbox();
    const port = new URL(taken.apismith.url).port;
    const { code, stderr } = await createCaller().run('sandbox', '--apismith-port', port, '--schedulehub-port', '0');
    await taken.close();
    expect(code).toBe(2);
    expect(stderr).toContain(`port ${port}`);
  });
});
