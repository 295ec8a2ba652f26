import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { recordBody } from './records.ts';
import { connect } from './sandbox-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a sandbox with a folder', () => {
  test('keeps changed rows, records and snapshots over a restart', async () => {
    const dataDir = join(folder, 'kept');
    const first = await createSandbox({ dataDir, synthetic: { rows: 100 } });
    first.control.change({ api: 'products', updates: 3, inserts: 1 });
    first.control.change({ api: 'synthetic_parts', updates: 3, deletes: 1 });
    const ledger = first.control.ledger();
    const execute = { body: { page_size: 200, as_of: 'SCN-3' } };
    const { call } = await connect(first.apismith);
    const rows = (await call('POST', '/apis/synthetic_parts/execute', execute)).text;
    await (await connect(first.schedulehub)).call('POST', '/entities/synthetic_part/records', { body: recordBody(1) });
    await first.close();

    const second = await createSandbox({ dataDir, synthetic: { rows: 100 } });
    const erp = await connect(second.apismith);
    const hub = await connect(second.schedulehub);
    const again = (await erp.call('POST', '/apis/synthetic_parts/execute', execute)).text;
    const entity = (await hub.call('GET', '/entities/synthetic_part')).body;
    const ledgerAgain = second.control.ledger();
    await second.close();
    expect(again).toBe(rows);
    expect(ledgerAgain).toEqual(ledger);
    expect(entity).toMatchObject({ record_count: 1 });
  });

  test('refuses a folder that was made with another seed, and says what to do', async () => {
    const dataDir = join(folder, 'seeded');
    await (await createSandbox({ dataDir, seed: 1 })).close();
    await expect(createSandbox({ dataDir, seed: 2 })).rejects.toThrow(
      /was made with .*"seed":1.*choose another folder/,
    );
  });
});

describe('a sandbox without a folder', () => {
  test('leaves nothing behind', async () => {
    const own = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', own);
    const sandbox = await createSandbox();
    const during = readdirSync(own).length;
    await sandbox.close();
    vi.unstubAllEnvs();
    expect([during, readdirSync(own)]).toEqual([1, []]);
  });

  test('says where its servers are, takes the port it is told, and fails where that is taken', async () => {
    const first = await createSandbox();
    const port = Number(new URL(first.apismith.url).port);
    await expect(createSandbox({ schedulehubPort: port })).rejects.toThrow(/EADDRINUSE/);
    expect(first.describe()).toContain(first.schedulehub.url);
    await first.close();
    const second = await createSandbox({ apismithPort: port });
    expect(second.apismith.url).toBe(`http://127.0.0.1:${port}/api/v1`);
    await second.close();
  });

  test('is steered only by callers that name this machine', async () => {
    const sandbox = await createSandbox();
    const url = new URL('/__sandbox/stats', sandbox.apismith.url);
    const status = await new Promise((resolve, reject) => {
      const sent = request(url, { headers: { host: 'attacker.example' }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end();
    });
    await sandbox.close();
    expect(status).toBe(403);
  });
});
