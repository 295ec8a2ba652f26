// The command line as a process of its own: exit codes, one document on standard output, closed pipes, signals.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSandbox, type Sandbox } from '../../../../sandbox/create-sandbox.ts';
import { environmentOf } from './run-here.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const dataDir = mkdtempSync(join(tmpdir(), 'syncflow-process-'));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
  await ended(start('entity', 'import', join(ROOT, 'sandbox/entities')));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(...argv: readonly string[]): ChildProcess {
  const options = ['--disable-warning=ExperimentalWarning', join(ROOT, 'engine/headless/cli/main.ts')];
  const env = { PATH: process.env['PATH'], ...environmentOf(sandbox), SYNCFLOW_DATA_DIR: dataDir };
  return spawn(process.execPath, [...options, ...argv], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

function requestsOf(route: string): number {
  return sandbox.control.stats().apismith.requests[route] ?? 0;
}

describe('the process', () => {
  it('ends with the exit code of its command and one document on standard output', async () => {
    const sync = await ended(start('sync', 'product', '--full', '--json'));
    expect(sync.code).toBe(3);
    expect(JSON.parse(sync.stdout)).toHaveLength(1);
    const wrong = await ended(start('sync', 'nothing', '--json'));
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { kind: 'usage' } });
    expect(wrong.stderr).toContain('There is no entity nothing.');
    expect(wrong.stderr).not.toMatch(/\n\s+at /);
  });

  it('finishes its work when the reader of its output goes away', async () => {
    const child = start('failed', 'list', '--limit', '100000', '--json');
    child.stdout?.destroy();
    const { code, stderr } = await ended(child);
    expect(code).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });

  it('stops at SIGINT: exit code 4, the answer still on standard output', async () => {
    sandbox.control.faults.set([
      { kind: 'latency', server: 'apismith', path: '*execute', ms: 300, skip: 1, probability: 1 },
    ]);
    const before = requestsOf('POST /apis/{slug}/execute');
    const child = start('sync', 'purchase_order_line', '--full', '--json');
    const work = ended(child);
    // The second page is asked for: the run is at work.
    await vi.waitFor(() => {
      expect(requestsOf('POST /apis/{slug}/execute')).toBeGreaterThan(before + 1);
    }, 20_000);
    child.kill('SIGINT');
    const { code, stdout } = await work;
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'cancelled' }]);
    sandbox.control.faults.set([]);
  });

  it('serves the sandbox until it is told to end', async () => {
    const child = start('sandbox', '--apismith-port', '0', '--schedulehub-port', '0', '--json');
    const work = ended(child);
    const { promise, resolve: ready } = Promise.withResolvers<string>();
    let seen = '';
    child.stdout?.on('data', (text: string) => {
      seen += text;
      if (seen.trimEnd().endsWith('}')) ready(seen);
    });
    const { apismith, environment } = JSON.parse(await promise) as Record<string, Record<string, string>>;
    const health = await fetch(`${apismith?.url}/health`);
    expect(health.status).toBe(200);
    expect(environment?.SYNCFLOW_APISMITH_URL).toBe(apismith?.url);
    child.kill('SIGINT');
    expect((await work).code).toBe(0);
  });
});
