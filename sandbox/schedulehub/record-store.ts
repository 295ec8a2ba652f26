// ScheduleHub's database: one row per record, its data as the JSON text that came, and the answers of idempotent requests.

import type Database from 'better-sqlite3';

const UID_BASE = '5c8ed01e-0000-8000-8000-';

export interface StoredRecord {
  readonly uid: string;
  readonly bkHash: string;
  readonly dataHash: string;
  readonly rowversion: string | null;
  readonly reference: string | null;
  /** JSON text, unchanged. */
  readonly data: string;
  /** ms since 1970 */
  readonly updatedAt: number;
}

export interface NewRecord extends Omit<StoredRecord, 'uid'> {
  /** Business-key text by which children find their parent; null where nothing is a child. */
  readonly keyText: string | null;
}

export interface KeptAnswer {
  readonly bodyHash: Buffer;
  readonly answer: string;
}

export interface RecordStore {
  /** Returns the new record's uid, or null when the bk_hash is already there. */
  insert(entity: string, record: NewRecord): string | null;
  replace(uid: string, record: NewRecord): void;
  remove(uid: string): void;
  findByUid(entity: string, uid: string): StoredRecord | null;
  findByBkHash(entity: string, bkHash: string): StoredRecord | null;
  findUid(entity: string, bkHash: string): string | null;
  hasKey(entity: string, keyText: string): boolean;
  count(entity: string): number;
  /** Records after the bk_hash `after`, ordered by bk_hash. */
  list(entity: string, after: string, limit: number): StoredRecord[];
  findAnswer(key: string, notBefore: number): KeptAnswer | null;
  keepAnswer(key: string, kept: KeptAnswer, at: number): void;
  forgetAnswersBefore(at: number): void;
  /** Inserts, replacements and removals belong into one; when the work throws, nothing of it stays. */
  transaction<T>(work: () => T): T;
}

interface RecordRow {
  readonly record_id: number;
  readonly bk_hash: Buffer;
  readonly data_hash: Buffer;
  readonly rowversion: string | null;
  readonly reference: string | null;
  readonly data: string;
  readonly updated_at: number;
}

/** Record ids are never used twice, so a uid made of one needs no index of its own. */
function toUid(recordId: number): string {
  return UID_BASE + recordId.toString(16).padStart(12, '0');
}

function toRecordId(uid: string): number {
  const text = uid.toLowerCase();
  return text.startsWith(UID_BASE) ? Number.parseInt(text.slice(UID_BASE.length), 16) : -1;
}

function toRecord(row: RecordRow): StoredRecord {
  return {
    uid: toUid(row.record_id),
    bkHash: row.bk_hash.toString('hex'),
    dataHash: row.data_hash.toString('hex'),
    rowversion: row.rowversion,
    reference: row.reference,
    data: row.data,
    updatedAt: row.updated_at,
  };
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** `db` is ScheduleHub's own database; its tables are made when they are missing. */
export function createRecordStore(db: Database.Database, entities: readonly string[]): RecordStore {
  db.exec(`
    create table if not exists records (
      record_id integer primary key, entity integer not null, bk_hash blob not null, data_hash blob not null,
      rowversion text, reference text, key_text text, data text not null, updated_at integer not null
    ) strict;
    create unique index if not exists records_bk on records (entity, bk_hash);
    create index if not exists records_key on records (entity, key_text) where key_text is not null;
    create table if not exists ids (next integer not null) strict;
    create table if not exists answers (
      key text primary key, body_hash blob not null, answer text not null, at integer not null
    ) strict;
    create index if not exists answers_at on answers (at);
  `);
  const numbers = new Map(entities.map((name, at) => [name, at + 1]));
  const numberOf = (entity: string): number => numbers.get(entity) ?? 0;
  const columns = 'record_id, bk_hash, data_hash, rowversion, reference, data, updated_at';
  const statements = {
    insert: db.prepare(
      `insert into records (record_id, entity, bk_hash, data_hash, rowversion, reference, key_text, data, updated_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (entity, bk_hash) do nothing`,
    ),
    replace: db.prepare(
      `update records set data_hash = ?, rowversion = ?, reference = ?, key_text = ?, data = ?, updated_at = ?
       where record_id = ?`,
    ),
    remove: db.prepare('delete from records where record_id = ? returning entity'),
    byId: db.prepare(`select ${columns} from records where entity = ? and record_id = ?`),
    byBkHash: db.prepare(`select ${columns} from records where entity = ? and bk_hash = ?`),
    uid: db.prepare('select record_id from records where entity = ? and bk_hash = ?').pluck(),
    hasKey: db.prepare('select 1 from records where entity = ? and key_text = ? limit 1').pluck(),
    counts: db.prepare('select entity, count(*) from records group by entity').raw(),
    nextId: db.prepare('select next from ids').pluck(),
    keepNextId: db.prepare('update ids set next = ?'),
    list: db.prepare(`select ${columns} from records where entity = ? and bk_hash > ? order by bk_hash limit ?`),
    answer: db.prepare('select body_hash as bodyHash, answer from answers where key = ? and at >= ?'),
    keepAnswer: db.prepare('insert or replace into answers values (?, ?, ?, ?)'),
    forget: db.prepare('delete from answers where at < ?'),
  };
  // Counting and numbering in memory spares two statements per record; the database has both for the next start.
  let nextId = 1;
  let counts = new Map<number, number>();
  const addCount = (entity: number, by: number): void => {
    counts.set(entity, (counts.get(entity) ?? 0) + by);
  };
  const readCounters = (): void => {
    // Shape of the statement above.
    counts = new Map(statements.counts.all() as [number, number][]);
    // Shape of the statement above.
    const kept = statements.nextId.get() as number | undefined;
    if (kept === undefined) db.exec('insert into ids values (1)');
    nextId = kept ?? 1;
  };
  readCounters();
  // Shape of the statements above.
  const one = (row: unknown): StoredRecord | null => (row === undefined ? null : toRecord(row as RecordRow));
  const findUid = (entity: string, bkHash: string): string | null => {
    // Shape of the statement above.
    const id = statements.uid.get(numberOf(entity), hex(bkHash)) as number | undefined;
    return id === undefined ? null : toUid(id);
  };
  return {
    insert: (entity, r) => {
      const done = statements.insert.run(
        nextId,
        numberOf(entity),
        hex(r.bkHash),
        hex(r.dataHash),
        r.rowversion,
        r.reference,
        r.keyText,
        r.data,
        r.updatedAt,
      );
      if (done.changes === 0) return null;
      addCount(numberOf(entity), 1);
      return toUid(nextId++);
    },
    replace: (uid, r) => {
      statements.replace.run(
        hex(r.dataHash),
        r.rowversion,
        r.reference,
        r.keyText,
        r.data,
        r.updatedAt,
        toRecordId(uid),
      );
    },
    remove: (uid) => {
      // Shape of the statement above.
      const row = statements.remove.get(toRecordId(uid)) as { entity: number } | undefined;
      if (row !== undefined) addCount(row.entity, -1);
    },
    findByUid: (entity, uid) => one(statements.byId.get(numberOf(entity), toRecordId(uid))),
    findByBkHash: (entity, bkHash) => one(statements.byBkHash.get(numberOf(entity), hex(bkHash))),
    findUid,
    hasKey: (entity, keyText) => statements.hasKey.get(numberOf(entity), keyText) !== undefined,
    count: (entity) => counts.get(numberOf(entity)) ?? 0,
    // Shape of the statement above.
    list: (entity, after, limit) =>
      (statements.list.all(numberOf(entity), hex(after), limit) as RecordRow[]).map(toRecord),
    // Shape of the statement above.
    findAnswer: (key, notBefore) => (statements.answer.get(key, notBefore) as KeptAnswer | undefined) ?? null,
    keepAnswer: (key, kept, at) => {
      statements.keepAnswer.run(key, kept.bodyHash, kept.answer, at);
    },
    forgetAnswersBefore: (at) => {
      statements.forget.run(at);
    },
    transaction: (work) => {
      try {
        return db.transaction(() => {
          const answer = work();
          statements.keepNextId.run(nextId);
          return answer;
        })();
      } catch (error) {
        readCounters();
        throw error;
      }
    },
  };
}
