// States that a station is brought to without clicking: what the operator finds when the test begins.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entity } from '../../../engine/contract/entity.ts';
import { reject } from '../../../engine/failures/reject.ts';
import type { NewFailure } from '../../../engine/repositories/failed-record.ts';
import type { Station } from './station.ts';

const ENTITIES = join(import.meta.dirname, '../../../sandbox/entities');

/** Entities of the sandbox, by name or in the folder `synthetic/`. */
export async function importEntities(station: Station, names: readonly string[]): Promise<void> {
  const documents = names.map((name) => ({
    file: `${name}.json`,
    text: readFileSync(join(ENTITIES, `${name}.json`), 'utf8'),
  }));
  const { results } = await station.client.entities.import({ documents });
  const refused = results.filter(({ status }) => status === 'refused');
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
}

/** Runs entities to their end, as another operator would; answers the uid of the first run. */
export async function syncToEnd(
  station: Station,
  entities: readonly string[],
  more: { readonly sync_type?: 'full' | 'incremental'; readonly dry_run?: boolean } = {},
): Promise<string> {
  const { job_uid: jobUid, batches } = await station.client.sync.start({ entities: [...entities], ...more });
  await station.ended(jobUid);
  const [first] = batches;
  if (first === undefined) throw new Error('no run');
  return first.batch_uid;
}

/**
 * Nearly all products fail for one reason, a rule of the mapping that was too strict, and the rule is put right after:
 * they go through when they are tried again with the current mapping. Answers how many failed by it.
 */
export async function failByStrictRule(station: Station): Promise<number> {
  await importEntities(station, ['product']);
  const { client } = station;
  const { entity, version } = await client.entities.get({ name: 'product' });
  const strict: Entity = {
    ...entity,
    mappings: entity.mappings.map((one) =>
      one.target_field === 'name' ? { ...one, validation: { ...one.validation, max_length: 3 } } : one,
    ),
  };
  await client.entities.save({ entity: strict, note: 'names of three letters', expected_version: version });
  await syncToEnd(station, ['product'], { sync_type: 'full' });
  await client.entities.save({ entity, note: 'names as long as they are', expected_version: version + 1 });
  const { groups } = await client.failed.groups({});
  return groups.find(({ field, code }) => field === 'name' && code === 'length')?.count ?? 0;
}

/** So many failed records of one entity, straight into the store: what a bad night leaves behind. */
export async function addFailedRecords(station: Station, entityName: string, count: number): Promise<void> {
  const { store, clock, newUid } = station.services();
  const { rows } = await station.client.sync.history({ entity: entityName, limit: 1 });
  const [run] = rows;
  if (run === undefined) throw new Error(`${entityName} has no run`);
  const CHUNK = 10_000;
  for (let from = 0; from < count; from += CHUNK) {
    const failures = Array.from({ length: Math.min(CHUNK, count - from) }, (_, index) => failureNo(from + index));
    await store.failedRecords.recordMany({
      entityName,
      batchUid: run.batch_uid,
      failures,
      at: new Date(clock.now()).toISOString(),
      newUid,
      nextRetryAt: null,
    });
  }
}

function failureNo(no: number): NewFailure {
  const key = `PO-${String(no).padStart(7, '0')}`;
  const message = `"${no},5" is not a whole number.`;
  const failure = reject('map', 'not_a_number', 'ordered_quantity', message);
  return {
    recordKey: `many-${key}`,
    sourceKey: key,
    bkHash: null,
    reference: `order_number=${key}`,
    rowversion: String(no),
    mappingVersion: 1,
    operation: null,
    errorType: 'data',
    reject: failure,
    errors: [failure],
    raw: JSON.stringify({ ORDER_NUMBER: key, ORDER_QTY: `${no},5` }),
    normalized: JSON.stringify({ ORDER_NUMBER: key, ORDER_QTY: `${no},5` }),
    mapped: null,
  };
}

/** Every page of APISmith takes so long from now on: a run that can be watched. */
export function slowSource(station: Station, ms: number): void {
  station.sandbox.control.faults.set([{ server: 'apismith', path: '/apis/*/execute', kind: 'latency', ms }]);
}
