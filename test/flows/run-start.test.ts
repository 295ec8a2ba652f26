// What a run asks of both systems before its first row.

import { expect, it, onTestFinished } from 'vitest';
import { EngineError } from '../../engine/failures/engine-error.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from './flow.ts';

async function flowOfParts(): Promise<Flow> {
  const flow = await startFlow();
  onTestFinished(() => flow.close());
  flow.servers.addTable(partsTable({ rows: partRows(3) }));
  await addEntity(flow, partEntity());
  return flow;
}

it('asks ScheduleHub for the entity before APISmith has described the API', async () => {
  const flow = await flowOfParts();
  const { apismith, schedulehub } = flow.engine.services;
  const [source, target] = [apismith(), schedulehub()];
  const [describe, getEntity] = [source.getApiBySlug.bind(source), target.getEntity.bind(target)];
  const asked = Promise.withResolvers<undefined>();
  const later: typeof describe = async (...request) => {
    // Waits for ever where one system is asked after the other.
    await asked.promise;
    return describe(...request);
  };
  const noted: typeof getEntity = (...request) => {
    asked.resolve(undefined);
    return getEntity(...request);
  };
  Object.assign(source, { getApiBySlug: later });
  Object.assign(target, { getEntity: noted });
  const batch = await flow.sync('part', { syncType: 'full' });
  expect([batch.status, batch.metrics.inserted]).toEqual(['completed', 3]);
});

it('does not wait for one system where the other has failed', async () => {
  const flow = await flowOfParts();
  const source = flow.engine.services.apismith();
  const target = flow.engine.services.schedulehub();
  const waited = Promise.withResolvers<AbortSignal | undefined>();
  const never: typeof target.getEntity = (_name, signal) => {
    waited.resolve(signal);
    return new Promise(() => undefined);
  };
  const refused: typeof source.getApiBySlug = () =>
    Promise.reject(new EngineError('not_found', 'There is no such API.'));
  Object.assign(target, { getEntity: never });
  Object.assign(source, { getApiBySlug: refused });
  const batch = await flow.sync('part', { syncType: 'full' });
  expect([batch.status, batch.errorMessage]).toEqual(['failed', 'There is no such API.']);
  expect((await waited.promise)?.aborted).toBe(true);
});
