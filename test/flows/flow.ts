// What every flow starts from: minimal servers with tables, an engine on a new SQLite file, and short words for checks.

import type { EntityFile } from '../../engine/contract/entity.ts';
import type { SyncRequest } from '../../engine/operations/start-sync.ts';
import type { Batch, BatchMetrics } from '../../engine/repositories/batch-repository.ts';
import { createTestEngine, type TestEngine, type TestEngineOptions } from '../support/test-engine.ts';
import type { Manners } from '../support/minimal-servers/http-service.ts';
import type { Row, SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import type { HeldRecord } from '../support/minimal-servers/minimal-schedulehub.ts';
import { createMinimalServers, type MinimalServers } from '../support/minimal-servers/minimal-servers.ts';
import { textOf } from '../support/minimal-servers/exact-numbers.ts';

export interface Flow {
  readonly servers: MinimalServers;
  readonly engine: TestEngine;
  /** Runs one entity and returns its batch. */
  sync(entity: string, more?: Partial<SyncRequest>): Promise<Batch>;
  /** The records ScheduleHub holds, as text, by the text of their key field. */
  held(entity: string, key?: string): Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  records(entity: string): readonly HeldRecord[];
  close(): Promise<void>;
}

export interface FlowOptions extends Partial<Omit<TestEngineOptions, 'sandbox'>> {
  readonly manners?: Partial<Manners>;
}

export async function startFlow(options: FlowOptions = {}): Promise<Flow> {
  const { manners, ...engineOptions } = options;
  const servers = await createMinimalServers(manners);
  const engine = await createTestEngine({ sandbox: servers, ...engineOptions });
  return flowOf(servers, engine);
}

export function flowOf(servers: MinimalServers, engine: TestEngine): Flow {
  return {
    servers,
    engine,
    sync: async (entity, more) => {
      const [batch] = await engine.sync([entity], more);
      if (batch === undefined) throw new Error(`no batch of ${entity}`);
      return batch;
    },
    held: (entity, key = 'id') => {
      const records = [...servers.schedulehub.entity(entity).records.values()];
      return Object.fromEntries(records.map(({ data }) => [textOf(data[key] ?? null), toTexts(data)]));
    },
    records: (entity) => [...servers.schedulehub.entity(entity).records.values()],
    close: async () => {
      await engine.close();
      await servers.close();
    },
  };
}

function toTexts(data: HeldRecord['data']): Readonly<Record<string, string | null>> {
  const texts: Record<string, string | null> = {};
  for (const [field, cell] of Object.entries(data)) texts[field] = cell === null ? null : textOf(cell);
  return texts;
}

/** Adds ScheduleHub's entity and the engine's. */
export async function addEntity(flow: Flow, file: EntityFile): Promise<void> {
  flow.servers.schedulehub.entity(file.name);
  await flow.engine.importEntity(file);
}

/** A table of parts: ID, NAME, QTY and, where asked for, RV. */
export function partsTable(more: Partial<SourceTable> & { readonly rowversionType?: string } = {}): SourceTable {
  const { rowversionType, ...table } = more;
  return {
    slug: 'parts',
    columns: [
      { name: 'ID', type: 'VARCHAR2', length: 40 },
      { name: 'NAME', type: 'VARCHAR2', length: 200 },
      { name: 'QTY', type: 'NUMBER' },
      ...(rowversionType === undefined ? [] : [{ name: 'RV', type: rowversionType }]),
    ],
    keyColumns: ['ID'],
    rowversionColumn: rowversionType === undefined ? null : 'RV',
    timeZone: 'UTC',
    rows: [],
    capabilities: { total: true, keyset: true, as_of: true },
    ceiling: true,
    largestPage: 10_000,
    ...table,
  };
}

export function partEntity(more: Partial<EntityFile> = {}): EntityFile {
  return {
    name: 'part',
    source: { api: 'parts' },
    business_key: ['id'],
    deletes: { policy: 'delete', max_count: 1000, max_percent: 100 },
    mappings: [
      { source_field: 'ID', target_field: 'id' },
      { source_field: 'NAME', target_field: 'name' },
      { source_field: 'QTY', target_field: 'qty', type: 'decimal' },
    ],
    ...more,
  };
}

/** `count` parts: P00, P01 …, versions from 1. */
export function partRows(count: number, more: (index: number) => Row = () => ({})): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    ID: `P${String(index).padStart(2, '0')}`,
    NAME: `part ${index}`,
    QTY: index,
    ...more(index),
  }));
}

/** The metrics that say what a run did; the others are zero and left out. */
export function did(batch: Batch): Partial<BatchMetrics> {
  const { totalFetched: _fetched, totalProcessed: _processed, ...counts } = batch.metrics;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** Calls that wrote, since the list was last emptied. */
export function writesOf(flow: Flow): readonly string[] {
  const { calls } = flow.servers.schedulehub;
  return calls
    .splice(0)
    .flatMap(({ entity, action, records }) => (action === 'batch-get' ? [] : [`${entity} ${action} ${records}`]));
}
