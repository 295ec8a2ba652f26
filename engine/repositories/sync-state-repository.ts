// What is known of an entity's source between runs: the watermark above all. Written last.

import type { Queryable } from './queryable.ts';
import { selectList } from './select-list.ts';

export interface SyncState {
  readonly uid: string;
  readonly entityName: string;
  readonly sourceSystem: string;
  readonly targetSystem: string;
  readonly lastSyncRowversion: string | null;
  readonly lastSyncTimestamp: string | null;
  readonly totalRecordsSynced: number;
  readonly lastFullSyncAt: string | null;
  /** A record with an equal row version was found changed: hashes decide until the next full sync. */
  readonly rowversionDistrusted: boolean;
  readonly lastBatchUid: string | null;
}

export interface SyncStateRepository {
  find(entity: string, sourceSystem: string): Promise<SyncState | null>;
  list(): Promise<readonly SyncState[]>;
  /** Takes the place of what is stored for the entity and source; `uid` only counts for the first one. */
  save(state: SyncState): Promise<void>;
}

const COLUMNS = [
  'uid',
  'entity_name',
  'source_system',
  'target_system',
  'last_sync_rowversion',
  'last_sync_timestamp',
  'total_records_synced',
  'last_full_sync_at',
  'rowversion_distrusted',
  'last_batch_uid',
] as const;

const SELECT = `select ${selectList(COLUMNS)} from erp_sync_state`;
type SqlRow = Omit<SyncState, 'rowversionDistrusted'> & { readonly rowversionDistrusted: number };

function toSyncState(row: SqlRow): SyncState {
  return { ...row, rowversionDistrusted: row.rowversionDistrusted === 1 };
}

export function createSyncStateRepository(db: Queryable): SyncStateRepository {
  return {
    find: async (entity, sourceSystem) => {
      const sql = `${SELECT} where entity_name = ? and source_system = ?`;
      const row = await db.get<SqlRow>(sql, [entity, sourceSystem]);
      return row && toSyncState(row);
    },
    list: async () => (await db.all<SqlRow>(`${SELECT} order by entity_name, source_system`)).map(toSyncState),
    save: async (state) => {
      const updates = COLUMNS.slice(3).map((column) => `${column} = excluded.${column}`);
      const sql = `insert into erp_sync_state (${COLUMNS.join(', ')}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (entity_name, source_system) do update set ${updates.join(', ')}`;
      await db.run(sql, [
        state.uid,
        state.entityName,
        state.sourceSystem,
        state.targetSystem,
        state.lastSyncRowversion,
        state.lastSyncTimestamp,
        state.totalRecordsSynced,
        state.lastFullSyncAt,
        state.rowversionDistrusted ? 1 : 0,
        state.lastBatchUid,
      ]);
    },
  };
}
