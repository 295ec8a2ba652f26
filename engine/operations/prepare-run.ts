// Builds a Run from an entity's name: its mapping version, columns, plan, parents, delta strategy and what is known of
// both systems. Checks everything that can be checked before a row is read.

import type { ApiDescription } from '../clients/apismith-client.ts';
import type { TargetEntity } from '../clients/schedulehub-client.ts';
import { columnSchema, type Column, type Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { compilePlan, type PlanOptions } from '../normalize/compile-plan.ts';
import { createRunControl, type RunControl } from '../pipeline/run-control.ts';
import type { Run } from '../pipeline/run.ts';
import type { ParentRule } from '../record/operation.ts';
import { rowversionKind } from '../record/rowversion.ts';
import type { Batch, RequestedAction } from '../repositories/batch-repository.ts';
import type { StoredEntity } from '../repositories/entity-repository.ts';
import type { Lease } from '../repositories/lease-repository.ts';
import type { SyncState } from '../repositories/sync-state-repository.ts';
import { createRowValidator } from '../normalize/row-validator.ts';
import { getEntity } from './find-entity.ts';
import type { Services } from './services.ts';
import { sourceColumns } from './source-columns.ts';

/** How a caller steers a run: asks for pause or stop, and in the worst case aborts it. */
export interface SyncControl {
  readonly local: () => RequestedAction | null;
  readonly signal: AbortSignal;
}

/** What a run is made of before it has a batch and a lease. */
export interface RunBasis {
  readonly stored: StoredEntity;
  readonly api: ApiDescription;
  readonly columns: readonly Column[];
  readonly drift: readonly string[];
  readonly rowversion: Run['rowversion'];
  readonly state: SyncState | null;
  readonly targetRecords: number;
  /** The address of ScheduleHub when the run began: the console may change it meanwhile. */
  readonly targetSystem: string;
}

/** Reads what both systems and the store know of the entity. */
export async function readRunBasis(services: Services, batch: Batch, signal: AbortSignal): Promise<RunBasis> {
  const name = batch.entityName;
  const stored = await getEntity(services.store, name, batch.mappingVersion);
  const { entity, version } = stored;
  const { api, target } = await askBothSystems(services, entity, signal);
  const known = entity.source.columns ?? (await lastColumns(services, name, version));
  const { columns, drift } = sourceColumns(entity, api, known);
  return {
    stored,
    api,
    columns,
    drift,
    rowversion: rowversionOf(entity, api, columns),
    state: await services.store.syncState.find(name, api.connector),
    targetRecords: target.recordCount,
    targetSystem: services.settings.schedulehub.url ?? '',
  };
}

/** Both are asked at once: each has to be logged in to first. Where one fails, the other is not waited for. */
async function askBothSystems(
  services: Services,
  entity: Entity,
  signal: AbortSignal,
): Promise<{ readonly api: ApiDescription; readonly target: TargetEntity }> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  try {
    const [api, target] = await Promise.all([
      services.apismith().getApiBySlug(entity.source.api, either),
      services.schedulehub().getEntity(entity.target.entity ?? entity.name, either),
    ]);
    return { api, target };
  } finally {
    ending.abort();
  }
}

function rowversionOf(entity: Entity, api: ApiDescription, columns: readonly Column[]): Run['rowversion'] {
  const field = entity.source.rowversion_field ?? api.rowversionColumn;
  if (field === null) return null;
  const column = columns.find(({ name }) => name === field);
  if (column === undefined) {
    throw new EngineError(
      'usage',
      `The row version column ${field} of ${entity.name} is not a column of the API ${api.slug}. Choose another row version for the entity, or none to use the API's own.`,
      { details: { entity: entity.name, field } },
    );
  }
  return { field, kind: rowversionKind(column.type) };
}

/** Where the columns of the last run with this mapping version are kept. */
export function columnsKey(name: string, version: number): string {
  return `columns:${name}:${version}`;
}

async function lastColumns(services: Services, name: string, version: number): Promise<readonly Column[] | null> {
  const text = await services.store.settings.get(columnsKey(name, version));
  return text === null ? null : columnSchema.array().parse(JSON.parse(text));
}

export interface RunRequest {
  readonly basis: RunBasis;
  readonly batch: Batch;
  readonly lease: Lease | null;
  readonly control: RunControl;
}

/** The run itself; throws EngineError `usage` where the mapping cannot be compiled or a parent is unknown. */
export async function createRun(services: Services, { basis, batch, lease, control }: RunRequest): Promise<Run> {
  const { stored, api, columns, rowversion } = basis;
  const { entity, version } = stored;
  const strategy = strategyOf(entity, rowversion, basis.state);
  const column = columns.find(({ name }) => name === rowversion?.field);
  return {
    entity,
    mappingVersion: version,
    targetEntity: entity.target.entity ?? entity.name,
    batch,
    lease,
    api,
    plan: compilePlan(entity, columns, planOptionsOf(basis)),
    validator: createRowValidator(columns, entity.source.on_drift),
    rowversion,
    exactText: rowversion?.kind === 'number' && column?.scale !== 0 && column?.scale !== null,
    parentRules: await parentRules(services, entity),
    isParent: (await services.store.entities.list()).some(({ parents }) => parents.includes(entity.name)),
    lookUpTarget: await needsTargetLookup(services, basis),
    strategy,
    store: services.store,
    apismith: services.apismith(),
    schedulehub: services.schedulehub(),
    settings: services.settings.sync,
    control,
    clock: services.clock,
    log: services.log,
    events: services.events,
    newUid: services.newUid,
  };
}

/** What the plan of a run is compiled with. */
export function planOptionsOf({ stored, api, columns, rowversion }: RunBasis): PlanOptions {
  const column = columns.find(({ name }) => name === rowversion?.field);
  return {
    timeZone: stored.entity.source.time_zone ?? api.sourceTimeZone ?? 'UTC',
    rowversionField: rowversion?.field ?? null,
    rowversionType: column?.type ?? null,
  };
}

function strategyOf(
  entity: Entity,
  rowversion: Run['rowversion'],
  state: SyncState | null,
): Entity['delta']['strategy'] {
  if (entity.delta.strategy === 'rowversion' && rowversion === null) {
    throw new EngineError(
      'usage',
      `${entity.name} tells changes by row version, but its API has no row version column. Choose a column as its row version, or tell changes by comparing (hash).`,
    );
  }
  if (rowversion === null || (entity.delta.strategy === 'auto' && state?.rowversionDistrusted === true)) return 'hash';
  return entity.delta.strategy;
}

async function parentRules(services: Services, entity: Entity): Promise<readonly ParentRule[]> {
  const rules: ParentRule[] = [];
  for (const parent of entity.parents) {
    const stored = await getEntity(services.store, parent.entity);
    const parentFields = stored.entity.business_key;
    const missing = parentFields.filter((field) => parent.fields[field] === undefined);
    if (missing.length > 0) {
      throw new EngineError(
        'usage',
        `${entity.name} refers to its parent ${parent.entity} without ${missing.join(', ')}. Name a field for each part of the parent's business key (${parentFields.join(', ')}) under its parents.`,
      );
    }
    const childFields = parentFields.map((field) => parent.fields[field] ?? '');
    rules.push({ entity: parent.entity, parentFields, childFields });
  }
  return rules;
}

/** True where the ledger cannot know what ScheduleHub holds: it is empty, incomplete, or was written for another one. */
async function needsTargetLookup(services: Services, basis: RunBasis): Promise<boolean> {
  const { ledger } = services.store;
  await ledger.settle(basis.stored.entity.name);
  const known = await ledger.count(basis.stored.entity.name);
  if (known === 0) return basis.targetRecords > 0;
  if (basis.targetRecords < known) return true;
  // A ledger written for one address is not believed for another.
  return basis.state !== null && basis.state.targetSystem !== basis.targetSystem;
}

/** How the run hears the operator and lives through outages. */
export function createControl(services: Services, batch: Batch, control: SyncControl): RunControl {
  return createRunControl({
    clock: services.clock,
    signal: control.signal,
    local: control.local,
    readRequested: () => services.store.batches.getRequestedAction(batch.uid),
    outageLimitMs: services.settings.sync.outage_limit_seconds * 1000,
    onStall: (error, retryInMs) => {
      services.events.emit('run:stalled', {
        batchUid: batch.uid,
        entity: batch.entityName,
        reason: error.message,
        retryInMs,
      });
    },
  });
}
