// Who did what, when: the operator's acts that change data or settings.

import type { Queryable } from './queryable.ts';

export interface AuditEntry {
  readonly uid: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  /** What it was done to: `entity:part`, `batch:…`. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditRepository {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(subject: string, limit: number): Promise<readonly AuditEntry[]>;
}

export declare function createAuditRepository(db: Queryable): AuditRepository;
