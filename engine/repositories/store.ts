// The state store: all repositories on one database, and the two ways to write with several of them at once.

import type { Database } from '../db/database.ts';
import { EngineError } from '../failures/engine-error.ts';
import { createAuditRepository, type AuditRepository } from './audit-repository.ts';
import { createBatchRepository, type BatchRepository } from './batch-repository.ts';
import { createDraftRepository, type DraftRepository } from './draft-repository.ts';
import { createEntityRepository, type EntityRepository } from './entity-repository.ts';
import { createFailedRecordRepository, type FailedRecordRepository } from './failed-record-repository.ts';
import { createHeldDeleteRepository, type HeldDeleteRepository } from './held-delete-repository.ts';
import { createLeaseRepository, type Lease, type LeaseRepository } from './lease-repository.ts';
import { createLedgerRepository, type LedgerRepository } from './ledger-repository.ts';
import { createOutboxRepository, type OutboxRepository } from './outbox-repository.ts';
import { createPendingChildRepository, type PendingChildRepository } from './pending-child-repository.ts';
import { createPlanRepository, type PlanRepository } from './plan-repository.ts';
import type { Queryable } from './queryable.ts';
import { createReadPageRepository, type ReadPageRepository } from './read-page-repository.ts';
import { createRetentionRepository, type RetentionRepository } from './retention-repository.ts';
import { createSampleRepository, type SampleRepository } from './sample-repository.ts';
import { createScheduleRepository, type ScheduleRepository } from './schedule-repository.ts';
import { createSettingRepository, type SettingRepository } from './setting-repository.ts';
import { createSyncStateRepository, type SyncStateRepository } from './sync-state-repository.ts';

export interface Repositories {
  readonly entities: EntityRepository;
  readonly batches: BatchRepository;
  readonly leases: LeaseRepository;
  readonly readPages: ReadPageRepository;
  readonly ledger: LedgerRepository;
  readonly outbox: OutboxRepository;
  readonly failedRecords: FailedRecordRepository;
  readonly pendingChildren: PendingChildRepository;
  readonly syncState: SyncStateRepository;
  readonly heldDeletes: HeldDeleteRepository;
  readonly plans: PlanRepository;
  readonly drafts: DraftRepository;
  readonly samples: SampleRepository;
  readonly schedules: ScheduleRepository;
  readonly settings: SettingRepository;
  readonly audit: AuditRepository;
  readonly retention: RetentionRepository;
}

export interface Store extends Repositories {
  /** All or nothing. Within `work` use only the repositories it is given. */
  transaction<T>(work: (repos: Repositories) => Promise<T>): Promise<T>;
  /**
   * A run's transaction: first renews the heartbeat under the lease's fence.
   * @throws EngineError `conflict` where another run has taken the lease over; nothing is written then.
   */
  fenced<T>(lease: Lease, at: string, work: (repos: Repositories) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The store on an open, migrated database. */
export function createStore(db: Database): Store {
  return {
    ...createRepositories(db),
    transaction: (work) => db.transaction((tx) => work(createRepositories(tx))),
    fenced: (lease, at, work) =>
      db.transaction(async (tx) => {
        const repos = createRepositories(tx);
        if (!(await repos.leases.heartbeat(lease, at))) throw leaseLost(lease);
        return work(repos);
      }),
    close: () => db.close(),
  };
}

function createRepositories(db: Queryable): Repositories {
  return {
    entities: createEntityRepository(db),
    batches: createBatchRepository(db),
    leases: createLeaseRepository(db),
    readPages: createReadPageRepository(db),
    ledger: createLedgerRepository(db),
    outbox: createOutboxRepository(db),
    failedRecords: createFailedRecordRepository(db),
    pendingChildren: createPendingChildRepository(db),
    syncState: createSyncStateRepository(db),
    heldDeletes: createHeldDeleteRepository(db),
    plans: createPlanRepository(db),
    drafts: createDraftRepository(db),
    samples: createSampleRepository(db),
    schedules: createScheduleRepository(db),
    settings: createSettingRepository(db),
    audit: createAuditRepository(db),
    retention: createRetentionRepository(db),
  };
}

function leaseLost(lease: Lease): EngineError {
  return new EngineError(
    'conflict',
    `Another run has taken ${lease.entityName} over. ` +
      `Nothing of this step was written; what was written before is kept. The other run goes on.`,
    { details: { code: 'lease_lost', entity: lease.entityName, batch_uid: lease.batchUid, fence: lease.fence } },
  );
}
