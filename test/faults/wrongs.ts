// Is everything where it belongs? Compares the sandbox's own ledger with ScheduleHub, the failed and the waiting records.

import type { TargetRecord } from '../../engine/clients/schedulehub-client.ts';
import type { Batch } from '../../engine/repositories/batch-repository.ts';
import type { FailedRecord } from '../../engine/repositories/failed-record.ts';
import type { LedgerRow } from '../../engine/repositories/ledger-repository.ts';
import type { Store } from '../../engine/repositories/store.ts';
import type { LedgerEntry } from '../../sandbox/control/ledger.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';
import { toPlainDecimal } from '../../sandbox/exact/decimal.ts';
import { JsonNumber, JsonObject, parseExactJson } from '../../sandbox/exact/exact-json.ts';
import type { TestEngine } from '../support/test-engine.ts';

export interface WrongsNeeds {
  readonly sandbox: Sandbox;
  readonly engine: TestEngine;
  readonly entities: readonly string[];
  /** Source rows that are gone from the ERP while an incremental sync could not see it: their records may stay. */
  readonly mayStay?: ReadonlySet<string> | undefined;
}

/** Everything that is not as it must be once a sync went through undisturbed; empty when all is well. */
export async function findWrongs(needs: WrongsNeeds): Promise<readonly string[]> {
  const wrongs: string[] = [];
  for (const entity of needs.entities) {
    wrongs.push(...(await findEntityWrongs(needs, entity)).map((wrong) => `${entity}: ${wrong}`));
  }
  return wrongs;
}

async function findEntityWrongs(needs: WrongsNeeds, entity: string): Promise<readonly string[]> {
  const { sandbox, engine } = needs;
  const { store } = engine.services;
  const entries = sandbox.control.ledger().filter((entry) => entry.entity === entity);
  const hub = await listHub(engine, entity);
  const ledger = await listLedger(store, entity);
  const failed = await listLive(store, entity);
  const waiting = (await store.pendingChildren.listWaiting({ entity }, { limit: 100_000 })).items;
  const held = new Set((await store.heldDeletes.list(entity)).map(({ bkHash }) => bkHash));
  const waitingKeys = new Set(waiting.map(({ businessKey }) => keyText(JSON.parse(businessKey) as unknown[])));
  const wrongs: string[] = [];

  const wanted = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const key = entry.key === null ? null : keyText(Object.values(entry.key));
    const failure = failed.get(sourceText(entry));
    switch (entry.fate) {
      case 'delivered':
        wanted.set(key ?? '', entry);
        if (failure !== undefined) wrongs.push(`delivered row ${key} is a failed record: ${failure.message}`);
        if (waitingKeys.has(key ?? '')) wrongs.push(`delivered row ${key} still waits`);
        break;
      case 'failed':
      case 'duplicate':
        if (failure?.code !== entry.code) {
          wrongs.push(`row ${entry.source_key} should have failed with ${entry.code}, not ${failure?.code}`);
        }
        break;
      case 'waiting':
        if (!waitingKeys.has(key ?? '') && failure?.code !== 'parent_missing') wrongs.push(`row ${key} does not wait`);
        break;
    }
  }
  const living = new Set(entries.map((entry) => (entry.key === null ? '' : keyText(Object.values(entry.key)))));
  for (const key of waitingKeys) {
    if (!living.has(key) && needs.mayStay?.has(key) !== true) wrongs.push(`${key} waits, but its row is gone`);
  }
  const sources = new Map(entries.map((entry) => [sourceText(entry), entry]));
  for (const [source, failure] of failed) {
    const isStrange = sources.get(source)?.fate === 'delivered' || (failure.stage === 'fetch' && !sources.has(source));
    if (isStrange) wrongs.push(`failed record ${source} (${failure.code}) has no failing row`);
  }

  const fields = (await engine.services.schedulehub().getEntity(entity)).fields;
  const numeric = new Set(
    fields.filter(({ type }) => type === 'integer' || type === 'decimal').map(({ name }) => name),
  );
  const seen = new Set<string>();
  const keyFields = Object.keys(entries.find(({ key }) => key !== null)?.key ?? {});
  for (const record of hub) {
    const key = keyText(keyFields.map((field) => record.data?.[field]));
    if (seen.has(key)) wrongs.push(`record ${key} is in ScheduleHub twice`);
    seen.add(key);
    const entry = wanted.get(key);
    if (entry === undefined && !held.has(record.bkHash) && needs.mayStay?.has(key) !== true) {
      wrongs.push(`record ${key} should not be in ScheduleHub`);
    }
    for (const [field, value] of Object.entries(entry?.data ?? {})) {
      const found = record.data?.[field] ?? null;
      if (!isSame(value, found, numeric.has(field))) wrongs.push(`${key}.${field} is ${found}, not ${value}`);
    }
    if (ledger.get(record.bkHash)?.dataHash !== record.dataHash) wrongs.push(`the ledger does not know record ${key}`);
  }
  for (const key of wanted.keys()) if (!seen.has(key)) wrongs.push(`record ${key} is not in ScheduleHub`);
  if (ledger.size !== hub.length) wrongs.push(`the ledger has ${ledger.size} rows for ${hub.length} records`);
  const open = await store.outbox.listByEntity(entity);
  if (open.length > 0) wrongs.push(`${open.length} chunks are left in the outbox`);
  return wrongs;
}

/** Every record ScheduleHub holds of the entity. */
export async function listHub(engine: TestEngine, entity: string): Promise<readonly TargetRecord[]> {
  const records: TargetRecord[] = [];
  let cursor: string | null = null;
  do {
    const page = await engine.services.schedulehub().listRecords(entity, { cursor, pageSize: 1000 });
    records.push(...page.records);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return records;
}

async function listLedger(store: Store, entity: string): Promise<ReadonlyMap<string, LedgerRow>> {
  const rows = await store.ledger.scan(entity, { limit: 1_000_000 });
  return new Map(rows.map((row) => [row.bkHash, row]));
}

async function listLive(store: Store, entity: string): Promise<ReadonlyMap<string, FailedRecord>> {
  const { items } = await store.failedRecords.list(
    { entity, status: ['open', 'retrying', 'exhausted'] },
    { limit: 100_000 },
  );
  return new Map(items.map((item) => [keyText(JSON.parse(item.sourceKey ?? '[]') as unknown[]), item]));
}

/** The engine names a row by the values of its key columns, the sandbox by an object of them. */
function sourceText(entry: LedgerEntry): string {
  const key = parseExactJson(entry.source_key);
  if (!(key instanceof JsonObject)) throw new TypeError(`no object: ${entry.source_key}`);
  return keyText(key.values.map((value) => (value instanceof JsonNumber ? value.text : value)));
}

function keyText(values: readonly unknown[]): string {
  return values.map(String).join(' | ');
}

function isSame(wanted: string | boolean | null, found: unknown, isNumber: boolean): boolean {
  if (!isNumber || wanted === null || found === null) return wanted === found;
  return toPlainDecimal(String(wanted)) === toPlainDecimal(typeof found === 'string' ? found : JSON.stringify(found));
}

/** Rows of a finished run that have no outcome, or more than one. */
export function findMiscounts(batches: readonly Batch[]): readonly string[] {
  return batches.flatMap((batch) => {
    const { totalFetched, totalProcessed, inserted, updated, skipped, failed, waiting, duplicates } = batch.metrics;
    const sum = inserted + updated + skipped + failed + waiting + duplicates;
    if (sum === totalFetched && totalProcessed === totalFetched) return [];
    return [
      `${batch.entityName} ${batch.syncType}: ${totalFetched} rows, ${sum} outcomes ${JSON.stringify(batch.metrics)}`,
    ];
  });
}

/** What keeps batches from being the end of an undisturbed sync. */
export function findUnfinished(batches: readonly Batch[]): readonly string[] {
  return batches
    .filter(({ status }) => status !== 'completed' && status !== 'completed_with_failures')
    .map((batch) => `${batch.entityName} ${batch.syncType} ${batch.status}: ${batch.errorMessage}`);
}

export interface Writes {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What ScheduleHub must be told between two states of the source, each record once. */
export function expectedWrites(
  before: readonly LedgerEntry[],
  after: readonly LedgerEntry[],
  entities: readonly string[],
): Writes {
  const delivered = (entries: readonly LedgerEntry[]): ReadonlyMap<string, string> =>
    new Map(
      entries
        .filter(({ entity, fate }) => entities.includes(entity) && fate === 'delivered')
        .map(({ entity, key, data }) => [JSON.stringify([entity, key]), JSON.stringify(data)]),
    );
  const [old, now] = [delivered(before), delivered(after)];
  return {
    inserted: [...now.keys()].filter((key) => !old.has(key)).length,
    updated: [...now].filter(([key, data]) => old.has(key) && old.get(key) !== data).length,
    deleted: [...old.keys()].filter((key) => !now.has(key)).length,
  };
}
