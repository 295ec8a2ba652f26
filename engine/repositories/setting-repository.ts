// Settings kept in the state database. Never a secret.

import type { Queryable } from './queryable.ts';

export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly updatedAt: string;
}

export interface SettingRepository {
  /** The value, or null where it was never set. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string, at: string): Promise<void>;
  list(): Promise<readonly Setting[]>;
}

export function createSettingRepository(db: Queryable): SettingRepository {
  return {
    get: async (key) =>
      (await db.get<{ value: string }>('select value from settings where key = ?', [key]))?.value ?? null,
    set: async (key, value, at) => {
      const sql = `insert into settings (key, value, updated_at) values (?, ?, ?)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`;
      await db.run(sql, [key, value, at]);
    },
    list: () => db.all<Setting>('select key, value, updated_at as "updatedAt" from settings order by key'),
  };
}
