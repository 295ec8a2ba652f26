// Drafts of the mapping editor: one per key, the last one saved counts.

import type { Queryable } from './queryable.ts';

export interface DraftSummary {
  /** An entity's name, or a UUID for a draft of a new entity. */
  readonly key: string;
  readonly title: string;
  /** The version of the entity that it began with. */
  readonly baseVersion: number | null;
  readonly updatedAt: string;
}

export interface Draft extends DraftSummary {
  /** JSON text of the editor's own. */
  readonly content: string;
}

export interface DraftRepository {
  /** The one changed last first. */
  list(): Promise<readonly DraftSummary[]>;
  find(key: string): Promise<Draft | null>;
  save(draft: Draft): Promise<void>;
  /** False where there was none. */
  remove(key: string): Promise<boolean>;
}

const SUMMARY = 'key, title, base_version as "baseVersion", updated_at as "updatedAt"';

export function createDraftRepository(db: Queryable): DraftRepository {
  return {
    list: () => db.all<DraftSummary>(`select ${SUMMARY} from drafts order by updated_at desc, key`),
    find: (key) => db.get<Draft>(`select ${SUMMARY}, content from drafts where key = ?`, [key]),
    save: async ({ key, title, content, baseVersion, updatedAt }) => {
      const sql = `insert into drafts (key, title, content, base_version, updated_at) values (?, ?, ?, ?, ?)
        on conflict (key) do update set title = excluded.title, content = excluded.content,
          base_version = excluded.base_version, updated_at = excluded.updated_at`;
      await db.run(sql, [key, title, content, baseVersion, updatedAt]);
    },
    remove: async (key) => (await db.run('delete from drafts where key = ?', [key])).changes > 0,
  };
}
