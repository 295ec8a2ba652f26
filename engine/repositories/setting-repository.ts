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

export declare function createSettingRepository(db: Queryable): SettingRepository;
