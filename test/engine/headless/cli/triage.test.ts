// Triage and looking back against the sandbox: failed records, waiting children, deletes on hold, history, state, doctor.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../../../sandbox/create-sandbox.ts';
import { createCaller, environmentOf, listOf, type Caller } from './run-here.ts';

const ENTITIES = resolve(import.meta.dirname, '../../../../sandbox/entities');

let sandbox: Sandbox;
let user: Caller;
beforeAll(async () => {
  sandbox = await createSandbox({ badShare: 0.02 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  user = createCaller({ environment: environmentOf(sandbox) });
  await user.run('entity', 'import', ENTITIES);
});

// First of all: ScheduleHub holds no product yet.
describe('waiting records', () => {
  it('are listed, counted by missing parent, and freed by fetching the parent', async () => {
    await user.run('sync', 'bom_component', '--full');
    const children = await user.run('waiting', 'list', '--entity', 'bom_component', '--limit', '10', '--json');
    expect(children.json).toHaveLength(10);
    expect(children.json[0]).toMatchObject({ entity: 'bom_component', parent_entity: 'product', status: 'waiting' });
    expect((await user.run('waiting', 'list')).stdout).toContain('By parent');
    const parents = await user.run('waiting', 'list', '--by-parent', '--json');
    const [first] = parents.json;
    expect(first.children).toBeGreaterThan(0);
    expect((await user.run('waiting', 'list', '--by-parent')).stdout).toContain(String(first.parent_bk_hash));
    const { json, code } = await user.run('waiting', 'fetch-parent', 'product', String(first.parent_bk_hash), '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({ is_found: true, batch: { entity: 'product', error: null } });
    const left = await user.run('waiting', 'list', '--by-parent', '--limit', '1000', '--json');
    expect(listOf(left.json).map((parent) => parent.parent_bk_hash)).not.toContain(first.parent_bk_hash);
    expect((await user.run('waiting', 'fetch-parent', 'product', 'abc')).stderr).toContain('abc is no key hash');
  });
});

describe('failed records', () => {
  it('are listed by group, filtered, shown at every stage, and exported in each form', async () => {
    await user.run('sync', 'product', '--full');
    const all = await user.run('failed', 'list', '--json');
    const failed = sandbox.control.ledger('products').filter((row) => row.fate !== 'delivered').length;
    expect(all.json).toHaveLength(failed);
    const dates = await user.run('failed', 'list', '--entity', 'product', '--code', 'impossible_date', '--stage', 'normalize', '--json'); // prettier-ignore
    expect(dates.json.length).toBeGreaterThan(0);
    expect(new Set(listOf(dates.json).map((item) => item.code))).toEqual(new Set(['impossible_date']));
    const { uid, signature, batch_uid: batch } = dates.json[0];
    const same = await user.run('failed', 'list', '--signature', String(signature), '--batch', String(batch), '--json');
    expect(same.json.length).toBeGreaterThan(0);

    const shown = await user.run('failed', 'show', String(uid), '--json');
    expect(shown.json).toMatchObject({ uid, stage: 'normalize', mapped: null, retry_count: 0 });
    expect(shown.json.raw).toHaveProperty('PRODUCT_ID');
    expect(shown.json.tries.length).toBeGreaterThan(0);
    const text = (await user.run('failed', 'show', String(uid))).stdout;
    expect(text).toContain('As read from the ERP:');
    expect((await user.run('failed', 'list', '--limit', '1')).stdout).toContain(`1 of ${failed} shown`);

    for (const format of ['csv', 'xlsx', 'json', 'html']) {
      const out = join(user.dataDir, `failed.${format}`);
      const { json } = await user.run('failed', 'export', '--format', format, '--out', out, '--json');
      expect(json).toEqual({ out, format, rows: failed });
      expect(existsSync(out)).toBe(true);
    }
    expect(readFileSync(join(user.dataDir, 'failed.csv'), 'utf8')).toContain(String(uid));
  });

  it('refuse what is not known: status, stage, code, uid, and bulk actions without a choice', async () => {
    for (const [option, value] of [
      ['--status', 'lost'],
      ['--stage', 'lunch'],
      ['--code', 'oops'],
    ] as const) {
      // prettier-ignore
      const { code, stderr } = await user.run('failed', 'list', option, value);
      expect(code).toBe(2);
      expect(stderr).toContain(`There is no ${option.slice(2)} "${value}". Use one of `);
    }
    for (const argv of [
      ['show', 'x'],
      ['retry', 'x'],
      ['ignore', 'x'],
      ['edit', 'x', '--set', 'A=1'],
    ]) {
      const { code, stderr } = await user.run('failed', ...argv);
      expect(code).toBe(2);
      expect(stderr).toContain('There is no failed record x.');
    }
    expect((await user.run('failed', 'retry')).stderr).toContain('exactly one of these');
    expect((await user.run('failed', 'ignore', 'x', '--all')).stderr).toContain('exactly one of these');
    expect((await user.run('failed', 'retry', '--all', '--step', '1,x')).stderr).toContain('whole number');
  });

  it('can be edited as a patch, retried until ScheduleHub has them, and keep the original', async () => {
    await user.run('sync', 'product', '--full');
    const { json } = await user.run('failed', 'list', '--code', 'not_a_number', '--json');
    const { uid, field } = json[0];
    const again = await user.run('failed', 'retry', String(uid), '--json');
    expect(again.code).toBe(3);
    expect(again.json).toMatchObject({ claimed: 1, resolved: 0, failed: 1 });

    const locked = await user.run('failed', 'edit', String(uid), '--set', 'PRODUCT_NUMBER=X-1');
    expect(locked.code).toBe(2);
    expect(locked.stderr).toContain('part of the business key of product');
    expect((await user.run('failed', 'edit', String(uid), '--set', 'NOPE=1')).stderr).toContain('has no column NOPE');
    expect((await user.run('failed', 'edit', String(uid), '--set', 'NOPE')).stderr).toContain('COLUMN=VALUE');

    const edited = await user.run('failed', 'edit', String(uid), '--set', `${String(field)}=12.5`, '--json');
    expect(edited.json).toEqual({ uid, patch: { [String(field)]: '12.5' } });
    const done = await user.run('failed', 'retry', String(uid), '--mode', 'as_captured', '--json');
    expect(done.code).toBe(0);
    expect(done.json).toMatchObject({ claimed: 1, resolved: 1, failed: 0, stopped_at_step: null });
    const closed = await user.run('failed', 'show', String(uid), '--json');
    expect(closed.json).toMatchObject({ status: 'resolved' });
    expect(closed.json.raw[String(field)]).not.toBe('12.5');
    expect((await user.run('failed', 'edit', String(uid), '--set', `${String(field)}=1`)).stderr).toContain(
      'is closed',
    );
  });

  it('stop a stepped retry at the step that fails, and can be ignored', async () => {
    await user.run('sync', 'product', '--full');
    const stepped = await user.run('failed', 'retry', '--entity', 'product', '--step', '1,10', '--json');
    expect(stepped.code).toBe(3);
    expect(stepped.json).toMatchObject({ claimed: 1, failed: 1, stopped_at_step: 1 });
    const { json } = await user.run('failed', 'ignore', '--code', 'required', '--json');
    expect(json.ignored).toBeGreaterThan(0);
    const left = await user.run('failed', 'list', '--code', 'required', '--json');
    expect(left.json).toEqual([]);
    expect((await user.run('failed', 'list', '--code', 'required', '--status', 'ignored,open', '--json')).json).toHaveLength(Number(json.ignored)); // prettier-ignore
    expect((await user.run('failed', 'retry', '--code', 'required')).stdout).toContain('No failed record was there');
  });
});

describe('looking back', () => {
  it('lists runs newest first and shows one with its stages', async () => {
    expect((await user.run('history')).stdout).toBe('There were no runs yet.\n');
    await user.run('sync', 'product', '--full');
    await user.run('sync', 'product');
    const { json } = await user.run('history', '--entity', 'product', '--limit', '5', '--json');
    expect(listOf(json).map((run) => run.sync_type)).toEqual(['incremental', 'full']);
    expect((await user.run('history')).stdout).toContain(String(json[0].batch_uid));
    const one = await user.run('status', String(json[1].batch_uid), '--json');
    expect(listOf(one.json.stages).map((stage) => stage.stage)).toEqual([
      'fetch',
      'normalize',
      'validate',
      'map',
      'identity',
      'delta',
      'resolve',
      'ingest',
      'track',
    ]);
    expect(one.json.stages[0].rows_out).toBe(json[1].metrics.total_fetched);
    expect((await user.run('status', String(json[1].batch_uid))).stdout).toContain('ingest');
    expect((await user.run('pause')).stdout).toBe('No run is at work.\n');
    const ended = await user.run('pause', String(json[1].batch_uid));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is not running');
  });

  it('tells where the state is and that it is sound', async () => {
    const { json } = await user.run('state', 'info', '--json');
    expect(json).toMatchObject({ path: join(user.dataDir, 'syncflow.db'), exists: true, is_sound: true, pending: [] });
    expect((await user.run('state', 'verify')).stdout).toContain('The state database is sound.');
    const fresh = createCaller();
    expect((await fresh.run('state', 'info', '--json')).json).toMatchObject({ exists: false });
    expect(existsSync(join(fresh.dataDir, 'syncflow.db'))).toBe(false);
    expect((await fresh.run('state', 'migrate', '--json')).json).toMatchObject({ exists: true, is_sound: true });
  });

  it('checks the fields of ScheduleHub where it can be asked', async () => {
    const product = JSON.parse(readFileSync(join(ENTITIES, 'product.json'), 'utf8'));
    const more = [...listOf(product.mappings).slice(0, -1), { source_field: 'COLOR', target_field: 'colour' }];
    const file = user.write('product.json', { ...product, mappings: more });
    const { json, code } = await user.run('mapping', 'check', file, '--json');
    expect(code).toBe(2);
    expect(listOf(json.problems).map((problem) => problem.kind)).toContain('target');
    expect((await user.run('mapping', 'infer', '--input', user.write('r.csv', 'COLOR,SIZE\nred,1\n'), '--target', 'product', '--json')).json.suggestions).toMatchObject([{ target_field: 'color' }, { target_field: 'size' }]); // prettier-ignore
  });

  it('is healthy by the doctor, and not when a system is not configured', async () => {
    const well = await user.run('doctor', '--json');
    expect(well.json.is_healthy).toBe(true);
    expect(well.code).toBe(0);
    const ill = await createCaller().run('doctor');
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/FAILED +apismith +settings +The connection to APISmith is not set up/);
    expect(ill.stdout).toContain(
      'Set SYNCFLOW_APISMITH_URL, SYNCFLOW_APISMITH_USERNAME, SYNCFLOW_APISMITH_PASSWORD in',
    );
  });
});

describe('deletes on hold', () => {
  it('are listed, approved one by one or discarded', async () => {
    const file = join(ENTITIES, 'product.json');
    const product = JSON.parse(readFileSync(file, 'utf8'));
    const held = { ...product, deletes: { policy: 'hold', max_count: 10, max_percent: 10 } };
    await user.run('entity', 'import', user.write('product.json', held));
    await user.run('sync', 'product', '--full');
    sandbox.control.change({ api: 'products', deletes: 3, delete_from: 'any', seed: 3 });
    await user.run('sync', 'product', '--full');
    const list = await user.run('deletes', 'list', '--entity', 'product', '--json');
    expect(list.json).toHaveLength(3);
    const hash = String(list.json[0].bk_hash);
    expect((await user.run('deletes', 'list')).stdout).toContain(hash);
    expect((await user.run('deletes', 'approve', 'product')).stderr).toContain('exactly one of the two');
    expect((await user.run('deletes', 'approve', 'product', 'f'.repeat(32))).code).toBe(2);
    const approved = await user.run('deletes', 'approve', 'product', hash, '--json');
    expect(approved.code).toBe(0);
    expect(approved.json).toMatchObject({ deleted: 1, kept: 0 });
    expect((await user.run('deletes', 'discard', 'product', '--all', '--json')).json).toEqual({ discarded: 2 });
    expect((await user.run('deletes', 'list')).stdout).toBe('No delete is on hold.\n');
  });
});
