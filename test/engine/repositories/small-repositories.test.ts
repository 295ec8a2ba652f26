import { describe, expect, test } from 'vitest';
import { newUuid } from '../../../engine/record/ids.ts';
import type { PlanRecord } from '../../../engine/repositories/plan-repository.ts';
import type { Schedule } from '../../../engine/repositories/schedule-repository.ts';
import type { SyncState } from '../../../engine/repositories/sync-state-repository.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { at, bk, naughtyStrings, range, startBatch } from './samples.ts';

describe.each(DIALECTS)('sync state on %s', (dialect) => {
  const state: SyncState = {
    uid: 'state-1',
    entityName: 'part',
    sourceSystem: 'apismith',
    targetSystem: 'schedulehub',
    lastSyncRowversion: '9007199254740993',
    lastSyncTimestamp: at(1),
    totalRecordsSynced: 10,
    lastFullSyncAt: null,
    rowversionDistrusted: false,
    lastBatchUid: null,
  };

  test('keeps one state per entity and source, the newest', async () => {
    const store = await openStore(dialect);
    const lastBatchUid = await startBatch(store);
    await store.syncState.save(state);
    await store.syncState.save({ ...state, uid: 'state-2', sourceSystem: 'other' });
    const newer = { ...state, totalRecordsSynced: 20, lastFullSyncAt: at(2), rowversionDistrusted: true, lastBatchUid };
    await store.syncState.save({ ...newer, uid: 'state-3' });
    expect(await store.syncState.find('part', 'apismith')).toEqual(newer);
    expect(await store.syncState.find('part', 'other')).toMatchObject({ uid: 'state-2', totalRecordsSynced: 10 });
    expect(await store.syncState.find('order', 'apismith')).toBeNull();
  });
});

describe.each(DIALECTS)('deletes on hold on %s', (dialect) => {
  const held = (n: number, reason = 'over the limit') => ({ bkHash: bk(n), reference: `part=${n}`, reason });

  test('replaces the list of an entity, and keeps first dates and approvals', async () => {
    const { heldDeletes } = await openStore(dialect);
    const part = { entityName: 'part', batchUid: 'batch-1' };
    await heldDeletes.replaceAll({ ...part, rows: [held(1), held(2), held(3)], at: at(1) });
    await heldDeletes.replaceAll({ entityName: 'order', batchUid: 'batch-1', rows: [held(1)], at: at(1) });
    expect(await heldDeletes.approve('part', [bk(1), bk(3)], at(2))).toBe(2);
    await heldDeletes.replaceAll({
      entityName: 'part',
      batchUid: 'batch-2',
      rows: [held(4), held(1, 'still')],
      at: at(3),
    });
    const first = {
      entityName: 'part',
      batchUid: 'batch-2',
      ...held(1, 'still'),
      detectedAt: at(1),
      approvedAt: at(2),
    };
    const fourth = { entityName: 'part', batchUid: 'batch-2', ...held(4), detectedAt: at(3), approvedAt: null };
    expect(new Set(await heldDeletes.list('part'))).toEqual(new Set([first, fourth]));
    expect(await heldDeletes.listApproved('part')).toEqual([first]);
    expect(await heldDeletes.count('part')).toBe(2);
    expect(await heldDeletes.count()).toBe(3);
    expect(await heldDeletes.list()).toHaveLength(3);
  });

  test('approves all, each once', async () => {
    const { heldDeletes } = await openStore(dialect);
    await heldDeletes.replaceAll({
      entityName: 'part',
      batchUid: 'b',
      rows: range(1000).map((n) => held(n)),
      at: at(1),
    });
    expect(await heldDeletes.approve('part', [bk(5)], at(2))).toBe(1);
    expect(await heldDeletes.approve('part', 'all', at(3))).toBe(999);
    expect((await heldDeletes.listApproved('part')).filter((row) => row.approvedAt === at(2))).toHaveLength(1);
  });

  test('removes some or all of one entity', async () => {
    const { heldDeletes } = await openStore(dialect);
    for (const entityName of ['part', 'order']) {
      await heldDeletes.replaceAll({ entityName, batchUid: 'b', rows: [held(1), held(2), held(3)], at: at(1) });
    }
    expect(await heldDeletes.remove('part', [bk(1), bk(9)])).toBe(1);
    expect(await heldDeletes.remove('part', [])).toBe(0);
    expect(await heldDeletes.remove('part', 'all')).toBe(2);
    expect(await heldDeletes.count()).toBe(3);
  });

  test('empties the list of an entity when a run finds nothing to hold', async () => {
    const { heldDeletes } = await openStore(dialect);
    await heldDeletes.replaceAll({ entityName: 'part', batchUid: 'b1', rows: [held(1)], at: at(1) });
    await heldDeletes.replaceAll({ entityName: 'part', batchUid: 'b2', rows: [], at: at(2) });
    expect(await heldDeletes.list('part')).toEqual([]);
  });
});

describe.each(DIALECTS)('plans on %s', (dialect) => {
  const record = (n: number, changes: PlanRecord['changes']): PlanRecord => ({
    operation: 'UPDATE',
    bkHash: bk(n),
    reference: `part=${n}`,
    changes,
  });

  test('gives the diff back in order, page by page', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store, { dryRun: true });
    const texts = naughtyStrings();
    const records = texts.map((text, n) => record(n, [{ field: text, before: null, after: text }]));
    await store.plans.addMany(batchUid, 0, records.slice(0, 100));
    await store.plans.addMany(batchUid, 100, records.slice(100));
    const first = await store.plans.list(batchUid, { limit: 150 });
    const rest = await store.plans.list(batchUid, { limit: 10_000, afterSeq: 149 });
    expect([...first, ...rest]).toEqual(records.map((row, seq) => ({ ...row, seq })));
  });

  test('counts how many records change each field, by operation', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store, { dryRun: true });
    const price = { field: 'price', before: 1, after: '2' };
    const name = { field: 'name', before: 'a', after: null };
    await store.plans.addMany(batchUid, 0, range(1100).map((n) => record(n, n % 2 === 0 ? [price] : [price, name]))); // prettier-ignore
    await store.plans.addMany(batchUid, 1100, [{ ...record(0, [name]), operation: 'DELETE' }]);
    expect(await store.plans.countByField(batchUid)).toEqual([
      { operation: 'UPDATE', field: 'price', records: 1100 },
      { operation: 'UPDATE', field: 'name', records: 550 },
      { operation: 'DELETE', field: 'name', records: 1 },
    ]);
    expect(await store.plans.countByField('unknown')).toEqual([]);
  });
});

describe.each(DIALECTS)('schedules on %s', (dialect) => {
  const schedule: Schedule = {
    uid: 'schedule-1',
    entityName: 'part',
    windowStart: '19:00',
    windowEnd: '07:00',
    days: ['mon', 'sun'],
    zone: 'Europe/Stockholm',
    isEnabled: true,
    missedPolicy: 'next_window',
    currentOffset: 0,
    currentCursor: null,
    totalProcessed: 0,
    totalExpected: null,
    nextDue: at(5),
    lastBatchUid: null,
    createdAt: at(0),
    updatedAt: at(0),
  };

  test('keeps one schedule per entity', async () => {
    const { schedules } = await openStore(dialect);
    await schedules.save(schedule);
    const newer = { ...schedule, days: ['tue'] as const, currentCursor: 'abc', totalExpected: 7, updatedAt: at(1) };
    await schedules.save({ ...newer, uid: 'other', createdAt: at(9) });
    expect(await schedules.find('part')).toEqual(newer);
    expect(await schedules.list()).toEqual([newer]);
    expect(await schedules.remove('part')).toBe(true);
    expect(await schedules.remove('part')).toBe(false);
    expect(await schedules.find('part')).toBeNull();
  });

  test('lists what is due and enabled, the longest due first', async () => {
    const { schedules } = await openStore(dialect);
    const add = (entityName: string, changes: Partial<Schedule>) =>
      schedules.save({ ...schedule, uid: entityName, entityName, ...changes });
    await add('a', { nextDue: at(5) });
    await add('b', { nextDue: at(4) });
    await add('c', { nextDue: at(6) });
    await add('d', { nextDue: at(1), isEnabled: false });
    await add('e', { nextDue: null });
    expect((await schedules.listDue(at(5))).map((row) => row.entityName)).toEqual(['b', 'a']);
  });
});

describe.each(DIALECTS)('settings and audit on %s', (dialect) => {
  test('keeps the last value of a setting', async () => {
    const { settings } = await openStore(dialect);
    await settings.set('theme', 'dark', at(1));
    await settings.set('theme', 'light', at(2));
    await settings.set('a', '1', at(1));
    expect(await settings.get('theme')).toBe('light');
    expect(await settings.get('unknown')).toBeNull();
    expect(await settings.list()).toEqual([
      { key: 'a', value: '1', updatedAt: at(1) },
      { key: 'theme', value: 'light', updatedAt: at(2) },
    ]);
  });

  test('stores naughty strings unharmed', async () => {
    const { settings } = await openStore(dialect);
    const texts = [...new Set(naughtyStrings())];
    for (const text of texts) await settings.set(text, text, at(1));
    const stored = await settings.list();
    expect(new Set(stored.map((row) => row.value))).toEqual(new Set(texts));
    expect(stored.every((row) => row.key === row.value)).toBe(true);
  });

  test('lists who did what to a subject, newest first', async () => {
    const { audit } = await openStore(dialect);
    const entry = { actor: 'operator', action: 'ignored', subject: 'entity:part', details: { count: 3 } };
    const entries = range(3).map((n) => ({ ...entry, uid: newUuid(), at: at(n) }));
    for (const row of entries) await audit.add(row);
    await audit.add({ ...entry, uid: newUuid(), at: at(9), subject: 'entity:order' });
    expect(await audit.list('entity:part', 2)).toEqual([entries[2], entries[1]]);
  });
});
