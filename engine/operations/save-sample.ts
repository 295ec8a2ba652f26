// Keeps a sample for the mapping editor, within limits that keep the state small.

import type { Column } from '../contract/entity.ts';
import { MAX_SAMPLES, MAX_STORED_SAMPLE_BYTES } from '../contract/samples.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { RawRow } from '../record/shapes.ts';
import type { SampleOrigin, SampleSummary } from '../repositories/sample-repository.ts';
import type { Services } from './services.ts';

export interface NewSample {
  readonly key: string;
  readonly origin: SampleOrigin;
  readonly columns: readonly Column[];
  readonly rows: readonly RawRow[];
}

/** Throws EngineError `limit`. */
export async function saveSample(
  services: Services,
  { key, origin, columns, rows }: NewSample,
): Promise<SampleSummary> {
  const json = JSON.stringify({ columns, rows });
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_STORED_SAMPLE_BYTES) {
    const sentence = `The sample has ${bytes} bytes, at most ${MAX_STORED_SAMPLE_BYTES} can be kept. Nothing was saved. Take fewer rows or leave long columns out.`;
    throw new EngineError('limit', sentence, { details: { field: 'rows', bytes, max: MAX_STORED_SAMPLE_BYTES } });
  }
  const sample: SampleSummary = {
    uid: services.newUid(),
    key,
    origin,
    takenAt: new Date(services.clock.now()).toISOString(),
    columnCount: columns.length,
    rowCount: rows.length,
  };
  await services.store.transaction(async ({ samples }) => {
    if ((await samples.count(key)) >= MAX_SAMPLES) {
      const sentence = `${key} has ${MAX_SAMPLES} samples already. Nothing was saved. Remove one first.`;
      throw new EngineError('limit', sentence, { details: { field: 'key', max: MAX_SAMPLES } });
    }
    await samples.add({ ...sample, json });
  });
  return sample;
}

/** Throws EngineError `not_found`. */
export async function getSample({ store }: Pick<Services, 'store'>, uid: string) {
  const sample = await store.samples.find(uid);
  if (sample !== null) return sample;
  throw new EngineError('not_found', `There is no sample ${uid}. It may have been removed.`, { details: { uid } });
}
