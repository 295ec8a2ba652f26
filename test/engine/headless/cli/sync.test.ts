// Runs of the command line against the sandbox: sync, dry run, stop, pause and resume, plan.

import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StopSignal } from '../../../../engine/headless/cli/cli-io.ts';
import { createSandbox, type Sandbox } from '../../../../sandbox/create-sandbox.ts';
import { createCaller, environmentOf, listOf, type Caller } from './run-here.ts';

const ENTITIES = resolve(import.meta.dirname, '../../../../sandbox/entities');
const METRICS = [
  'total_fetched',
  'total_processed',
  'inserted',
  'updated',
  'deleted',
  'skipped',
  'failed',
  'waiting',
  'duplicates',
  'held_deletes',
  'efficiency',
  'success_rate',
  'duration_ms',
];

let sandbox: Sandbox;
let user: Caller;
beforeEach(async () => {
  sandbox = await createSandbox({ badShare: 0.02 });
  user = createCaller({ environment: environmentOf(sandbox) });
  await user.run('entity', 'import', ENTITIES);
});
afterEach(() => sandbox.close());

function namesOf(value: unknown): readonly string[] {
  return Object.keys(value as object);
}

/** Sends the signal once, as soon as the run shows progress. */
function signalAtWork(caller: Caller, signal: StopSignal): void {
  let isSent = false;
  caller.onError((text) => {
    if (isSent || !/reading|sending/.test(text)) return;
    isSent = true;
    caller.signal(signal);
  });
}

describe('sync', () => {
  it('answers with the public shape, counts exactly, and skips everything the second time', async () => {
    const first = await user.run('sync', 'product', '--json');
    expect(first.code).toBe(3);
    expect(first.json).toHaveLength(1);
    const [batch] = first.json;
    const members = ['batch_uid', 'entity', 'sync_type', 'status', 'dry_run', 'metrics', 'watermark', 'error'];
    expect(namesOf(batch)).toEqual(members);
    expect(namesOf(batch.metrics)).toEqual(METRICS);
    expect(batch).toMatchObject({ entity: 'product', sync_type: 'full', dry_run: false, error: null });
    const fates = Map.groupBy(sandbox.control.ledger('products'), (row) => row.fate);
    const countOf = (fate: 'delivered' | 'failed' | 'duplicate') => fates.get(fate)?.length ?? 0;
    expect(batch.metrics).toMatchObject({
      inserted: countOf('delivered'),
      failed: countOf('failed'),
      duplicates: countOf('duplicate'),
    });

    const second = await user.run('sync', 'product', '--json');
    expect(second.json[0].sync_type).toBe('incremental');
    const third = await user.run('sync', 'product', '--full', '--json');
    expect(third.json[0].metrics).toMatchObject({ inserted: 0, updated: 0, deleted: 0, skipped: countOf('delivered') });
  });

  it('tells people what was done, why records failed, and where to look', async () => {
    const { stdout, stderr, code } = await user.run('sync', 'product', 'bom_component', '--full');
    expect(code).toBe(3);
    expect(stdout).toMatch(/ENTITY +OUTCOME +READ +INSERTED/);
    expect(stdout).toMatch(/product +completed with failures/);
    expect(stdout).toContain('Why ');
    expect(stdout).toContain('syncflow failed list --batch');
    expect(stdout).toContain('syncflow waiting list --entity bom_component');
    expect(stderr).toBe('');
  });

  it('draws progress on a terminal and leaves nothing of it', async () => {
    const terminal = createCaller({ environment: environmentOf(sandbox), dataDir: user.dataDir, isTTY: true });
    const { stderr, stdout } = await terminal.run('sync', 'product', '--full', '--json');
    expect(stderr).toContain('product  ');
    expect(stderr).toMatch(/\u001b\[2K$/);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it('stops softly at Ctrl+C with exit code 4 and keeps what is acknowledged', async () => {
    sandbox.control.faults.set([{ kind: 'latency', server: 'schedulehub', path: '*batch-insert', ms: 150, skip: 0, probability: 1 }]); // prettier-ignore
    const terminal = createCaller({ environment: environmentOf(sandbox), dataDir: user.dataDir, isTTY: true });
    signalAtWork(terminal, 'SIGINT');
    const { code, json } = await terminal.run('sync', 'purchase_order', '--full', '--json');
    expect(code).toBe(4);
    expect(json[0]).toMatchObject({ status: 'cancelled' });
    sandbox.control.faults.set([]);
    const again = await terminal.run('sync', 'purchase_order', '--full', '--json');
    expect(Number(again.json[0].metrics.inserted) + Number(again.json[0].metrics.skipped)).toBe(
      sandbox.control.ledger('purchase_orders').filter((row) => row.fate === 'delivered').length,
    );
  });

  it('pauses at SIGTERM, goes on with resume, and can be stopped while it is paused', async () => {
    const pausing = async (): Promise<string> => {
      sandbox.control.faults.set([{ kind: 'latency', server: 'schedulehub', path: '*batch-*', ms: 150, skip: 0, probability: 1 }]); // prettier-ignore
      const terminal = createCaller({ environment: environmentOf(sandbox), dataDir: user.dataDir, isTTY: true });
      signalAtWork(terminal, 'SIGTERM');
      const { code, json } = await terminal.run('sync', 'purchase_order', '--full', '--json');
      expect(code).toBe(4);
      expect(json[0].status).toBe('paused');
      sandbox.control.faults.set([]);
      return String(json[0].batch_uid);
    };
    const uid = await pausing();
    const status = await user.run('status', '--json');
    expect(status.json.runs).toMatchObject([{ batch_uid: uid, status: 'paused' }]);
    expect((await user.run('status')).stdout).toContain(uid);
    const resumed = await user.run('resume', '--json');
    expect(resumed.json).toMatchObject([{ batch_uid: uid, status: 'completed_with_failures' }]);

    const second = await pausing();
    expect((await user.run('stop', second, '--json')).json).toEqual({ batch_uid: second, outcome: 'ended' });
    const stopped = await user.run('stop', second);
    expect(stopped.code).toBe(2);
    expect(stopped.stderr).toContain('has ended already (cancelled)');
    expect((await user.run('resume')).stdout).toBe('There was nothing to do.\n');
  });

  it('previews with a dry run, sends nothing, and says that it was a preview', async () => {
    const { json } = await user.run('sync', 'product', '--dry-run', '--json');
    expect(json[0].dry_run).toBe(true);
    expect(sandbox.control.stats().schedulehub).toBeDefined();
    expect((await user.run('failed', 'list', '--status', 'all', '--json')).json).toEqual([]);
    expect((await user.run('sync', 'product', '--dry-run')).stdout).toMatch(/product +previewed/);
  });
});

describe('plan', () => {
  it('shows the records and fields that would change', async () => {
    await user.run('sync', 'product', '--full');
    const { expected } = sandbox.control.change({ api: 'products', updates: 3, inserts: 1, seed: 5 });
    const { json } = await user.run('plan', 'product', '--json');
    expect(json).toMatchObject({ outcome: 'previewed', metrics: { inserted: 1, updated: expected.updated } });
    expect(listOf(json.records)).toHaveLength(4);
    const update = listOf(json.records).find((record) => record.operation === 'UPDATE');
    expect(update?.changes).not.toEqual([]);
    expect((await user.run('plan', 'product')).stdout).toMatch(/UPDATE .*\n {4}\S+: .* -> /);
  });
});
