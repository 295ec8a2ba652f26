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

export function createAuditRepository(db: Queryable): AuditRepository {
  return {
    add: async ({ uid, at, actor, action, subject, details }) => {
      const sql = 'insert into audit (uid, at, actor, action, subject, details) values (?, ?, ?, ?, ?, ?)';
      await db.run(sql, [uid, at, actor, action, subject, JSON.stringify(details)]);
    },
    list: async (subject, limit) => {
      const sql = `select uid, at, actor, action, subject, details from audit
        where subject = ? order by at desc, uid desc limit ?`;
      const rows = await db.all<Omit<AuditEntry, 'details'> & { readonly details: string }>(sql, [subject, limit]);
      // Safe: `add` is the only writer.
      return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as AuditEntry['details'] }));
    },
  };
}
