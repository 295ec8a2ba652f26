// One clear sentence for whatever an operator can get wrong: what, where, what to do. No stack, no secret, nothing written.

import Database from 'better-sqlite3';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../../../sandbox/create-sandbox.ts';
import { createCaller, environmentOf, partFile, type Caller, type CallerOptions } from './run-here.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

function caller(environment: Record<string, string> = {}, options: CallerOptions = {}): Caller {
  return createCaller({ ...options, environment: { ...environmentOf(sandbox), ...environment } });
}

async function withPart(user: Caller, source: object = {}): Promise<Caller> {
  const file = partFile({ source: { api: 'products', ...source }, target: { entity: 'product' } });
  expect((await user.run('entity', 'import', user.write('part.json', file))).code).toBe(0);
  return user;
}

/** The sentence of the one batch. */
async function syncError(user: Caller): Promise<{ readonly code: number; readonly error: string }> {
  const { code, json } = await user.run('sync', 'part', '--json');
  return { code, error: String(json[0].error) };
}

describe('a sync with a wrong', () => {
  it('address fails and says what to check', async () => {
    // A port that was free a moment ago: nobody listens.
    const gone = await createSandbox();
    await gone.close();
    const user = await withPart(caller({ SYNCFLOW_APISMITH_URL: gone.apismith.url }));
    user.write('syncflow.config.json', { sync: { outage_limit_seconds: 0 } });
    const { code, error } = await syncError(user);
    expect(code).toBe(1);
    expect(error).toContain(new URL(gone.apismith.url).host);
    expect(error).toMatch(/check the address of APISmith/);
  });

  it('password fails and never repeats it', async () => {
    const user = await withPart(caller({ SYNCFLOW_SCHEDULEHUB_PASSWORD: 'not-the-password' }));
    const { code, stdout, stderr } = await user.run('sync', 'part');
    expect(code).toBe(1);
    expect(stdout).toContain('Check the user name and password.');
    expect(stdout + stderr).not.toContain('not-the-password');
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
  });

  it('API slug fails and names it', async () => {
    const { code, error } = await syncError(await withPart(caller(), { api: 'prodcuts' }));
    expect(code).toBe(1);
    expect(error).toContain('prodcuts');
  });

  it('entity name is wrong usage, with the known ones', async () => {
    const { code, stderr } = await (await withPart(caller())).run('sync', 'prat');
    expect(code).toBe(2);
    expect(stderr).toBe('There is no entity prat. Known entities: part.\n');
  });

  it('connection that is not configured is wrong usage, before anything runs', async () => {
    const user = await withPart(createCaller());
    const { code, json } = await user.run('sync', 'part', '--json');
    expect(code).toBe(2);
    expect(json.error.message).toContain('SYNCFLOW_APISMITH_URL');
    expect((await user.run('history', '--json')).json).toEqual([]);
  });

  it('choice of flags is wrong usage', async () => {
    const user = await withPart(caller());
    expect((await user.run('sync')).stderr).toContain('Name the entities to sync, or give --all');
    expect((await user.run('sync', 'part', '--full', '--incremental')).stderr).toContain('Choose one of');
    expect((await user.run('sync', 'part', '--page-size', '99')).stderr).toContain('100 to 10000');
  });
});

describe('settings', () => {
  it('that are wrong are named with their source', async () => {
    const { code, stderr } = await createCaller({ environment: { SYNCFLOW_SERVER_PORT: 'many' } }).run('status');
    expect(code).toBe(2);
    expect(stderr).toContain('server.port');
    expect(stderr).toContain('SYNCFLOW_SERVER_PORT');
  });
  it('of an unknown name are refused', async () => {
    const user = createCaller();
    const file = user.write('syncflow.config.json', { apismiht: {} });
    const { code, stderr } = await user.run('status');
    expect(code).toBe(2);
    expect(stderr).toContain(`The setting apismiht in ${file} is not valid`);
  });
  it('in a file that is not there are refused', async () => {
    const { code, stderr } = await createCaller().run('status', '--config', '/nowhere/syncflow.json');
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/syncflow.json');
  });
  it('with a certificate that cannot be read are refused', async () => {
    const user = await withPart(caller());
    user.write('syncflow.config.json', { apismith: { ca_file: '/nowhere/ca.pem' } });
    const { code, stderr } = await user.run('sync', 'part');
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/ca.pem');
    expect(stderr).toContain('apismith.ca_file');
  });
});

describe('an entity file', () => {
  const refuse = async (content: string | object): Promise<string> => {
    const user = createCaller();
    const { code, stderr, json } = await user.run('entity', 'import', user.write('bad.json', content), '--json');
    expect(code).toBe(2);
    expect(json[0].status).toBe('refused');
    expect((await user.run('entity', 'list', '--json')).json).toEqual([]);
    return stderr;
  };
  it('that is not JSON is refused with line and column', async () => {
    expect(await refuse('{\n  "name": "part",\n  "source" }')).toMatch(/not valid JSON at line 3, column \d+/);
  });
  it('with an unknown name is refused with its path', async () => {
    expect(await refuse(partFile({ targte: {} }))).toContain('bad.json: targte: this name is not known here.');
  });
  it('with a wrong value deep inside is refused with its path', async () => {
    const mappings = [{ source_field: 'A', target_field: 'a', transformations: [{ op: 'pad', length: 'x', with: '0', side: 'left' }] }]; // prettier-ignore
    expect(await refuse(partFile({ mappings }))).toContain('mappings[0].transformations[0]');
  });
  it('without what it needs is refused', async () => {
    expect(await refuse({ name: 'part' })).toContain('source: it is missing');
  });
  it('with a time zone that does not exist is refused', async () => {
    expect(await refuse(partFile({ source: { api: 'parts', time_zone: 'Europe/Stokholm' } }))).toContain(
      'Europe/Stokholm',
    );
  });
  it('that does not exist, or a folder without any, is refused', async () => {
    const user = createCaller();
    mkdirSync(join(user.dataDir, 'empty'));
    expect((await user.run('entity', 'import', '/nowhere/part.json')).stderr).toContain('does not exist');
    expect((await user.run('entity', 'import', join(user.dataDir, 'empty'))).stderr).toContain('holds no .json file');
  });
});

describe('a sample file', () => {
  const preview = async (name: string, content: string): Promise<string> => {
    const user = createCaller();
    const entity = user.write('part.json', partFile());
    const { code, stderr } = await user.run('mapping', 'preview', entity, '--input', user.write(name, content));
    expect(code).toBe(2);
    return stderr;
  };
  it('of an unknown form is refused', async () => {
    expect(await preview('rows.pdf', 'x')).toContain('rows.pdf has no known format');
  });
  it('that is broken is refused with its place', async () => {
    expect(await preview('rows.csv', 'A,B\n1,2\n1\n')).toContain('line 3');
    expect(await preview('rows.json', '[{"A": 1},\n{"A" 2}]')).toContain('line 2');
    expect(await preview('rows.xlsx', 'not a zip')).toContain('rows.xlsx');
  });
});

describe('a state database', () => {
  it('that is no database is refused and left as it is', async () => {
    const user = createCaller();
    const file = user.write('syncflow.db', 'my shopping list');
    const { code, stderr } = await user.run('status');
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe('my shopping list');
    expect((await user.run('doctor', '--json')).json.checks).toContainEqual(
      expect.objectContaining({ area: 'state', status: 'failed' }),
    );
  });
  it("that is another program's is refused and left as it is", async () => {
    const user = createCaller();
    const file = join(user.dataDir, 'syncflow.db');
    const foreign = new Database(file);
    foreign.exec('create table songs (name text)');
    foreign.close();
    const before = readFileSync(file);
    for (const argv of [['status'], ['state', 'info'], ['state', 'verify'], ['state', 'migrate']]) {
      const { code, stderr } = await user.run(...argv);
      expect(code).toBe(1);
      expect(stderr).toContain(file);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });
  it('in a folder that cannot be made is wrong usage', async () => {
    const user = createCaller();
    const blocker = user.write('file', 'x');
    const { code, stderr } = await user.run('status', '--data-dir', join(blocker, 'inside'));
    expect(code).toBe(2);
    expect(stderr).toContain(join(blocker, 'inside'));
  });
  it('of a kind this version does not know is wrong usage, without its password', async () => {
    const { code, stderr } = await createCaller().run('status', '--state-url', 'postgres://me:geheim@db/x');
    expect(code).toBe(2);
    expect(stderr).not.toContain('geheim');
  });
});

describe('an output file', () => {
  it('that cannot be written leaves nothing behind', async () => {
    const user = createCaller();
    const { code, stderr } = await user.run('failed', 'export', '--format', 'csv', '--out', '/nowhere/failed.csv');
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/failed.csv');
  });
});
