// Entities and their immutable mapping versions: the file goes in whole and comes out whole.

import { createHash } from 'node:crypto';
import { entitySchema, type Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { insertMany } from './bulk.ts';
import {
  FIELD_MAPPING_COLUMNS,
  toFieldMapping,
  toFieldMappingValues,
  type FieldMappingRow,
} from './field-mapping-row.ts';
import { atomically, type Queryable } from './queryable.ts';
import { selectList } from './select-list.ts';

export interface SavedEntity {
  readonly version: number;
  /** False where the content equals the current version: nothing was written. */
  readonly isNew: boolean;
}

export interface StoredEntity {
  readonly entity: Entity;
  readonly version: number;
  readonly createdAt: string;
  readonly note: string;
}

export interface EntitySummary {
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly sourceApi: string;
  readonly targetEntity: string;
  readonly parents: readonly string[];
  readonly updatedAt: string;
}

export interface MappingVersion {
  readonly version: number;
  readonly note: string;
  readonly createdAt: string;
  readonly isCurrent: boolean;
}

export interface SaveEntityOptions {
  readonly note: string;
  readonly at: string;
  readonly newUid: () => string;
}

export interface EntityRepository {
  /** Adds an immutable version where the content differs from the current one. */
  save(entity: Entity, options: SaveEntityOptions): Promise<SavedEntity>;
  /** The current version, or the one asked for. */
  find(name: string, version?: number): Promise<StoredEntity | null>;
  list(): Promise<readonly EntitySummary[]>;
  /** Newest first. */
  listVersions(name: string): Promise<readonly MappingVersion[]>;
  /** Removes the entity with all its versions; false where there is none. What was synced stays known. */
  remove(name: string): Promise<boolean>;
}

/** The entity file without its mappings, which have a table of their own. */
type Definition = Omit<Entity, 'mappings'>;

export function createEntityRepository(db: Queryable): EntityRepository {
  return {
    save: (entity, options) => atomically(db, (tx) => save(tx, entity, options)),
    find: (name, version) => find(db, name, version),
    list: () => list(db),
    listVersions: async (name) => {
      const sql = `select v.version, v.note, v.created_at as "createdAt",
          case when v.version = e.current_version then 1 else 0 end as "isCurrent"
        from mapping_versions v join entities e on e.name = v.entity_name
        where v.entity_name = ? order by v.version desc`;
      const rows = await db.all<Omit<MappingVersion, 'isCurrent'> & { readonly isCurrent: number }>(sql, [name]);
      return rows.map((row) => ({ ...row, isCurrent: row.isCurrent === 1 }));
    },
    remove: async (name) => (await db.run('delete from entities where name = ?', [name])).changes > 0,
  };
}

async function save(tx: Queryable, entity: Entity, options: SaveEntityOptions): Promise<SavedEntity> {
  const { note, at, newUid } = options;
  const { mappings, ...definition } = entity;
  const { name, description } = definition;
  const checksum = createHash('sha256').update(canonicalJson(entity)).digest('hex');
  const current = await tx.get<{ version: number; checksum: string }>(
    `select v.version, v.checksum from entities e
    join mapping_versions v on v.entity_name = e.name and v.version = e.current_version where e.name = ?`,
    [name],
  );
  if (current?.checksum === checksum) return { version: current.version, isNew: false };

  const version = 1 + (await findLastVersion(tx, name));
  await tx.run(
    `insert into entities (name, description, current_version, created_at, updated_at) values (?, ?, ?, ?, ?)
    on conflict (name) do update set description = excluded.description, current_version = excluded.current_version,
      updated_at = excluded.updated_at`,
    [name, description, version, at, at],
  );
  await tx.run(
    `insert into mapping_versions (entity_name, version, definition, checksum, note, created_at)
    values (?, ?, ?, ?, ?, ?)`,
    [name, version, JSON.stringify(definition), checksum, note, at],
  );
  await insertMany(tx, {
    into: `field_mappings (uid, entity_name, version, position, ${FIELD_MAPPING_COLUMNS.join(', ')})`,
    rows: mappings.map((mapping, i) => [newUid(), name, version, i, ...toFieldMappingValues(mapping)]),
  });
  return { version, isNew: true };
}

/** A number is never used twice, even when the entity was removed and comes back: batches and records name it. */
async function findLastVersion(tx: Queryable, name: string): Promise<number> {
  const known = await tx.get<{ version: number | null }>(
    'select max(version) as version from mapping_versions where entity_name = ?',
    [name],
  );
  if (known?.version) return known.version;
  const named = await tx.get<{ version: number | null }>(
    `select max(version) as version from (
      select max(mapping_version) as version from sync_batches where entity_name = ?
      union all select max(mapping_version) from ledger where entity_name = ?
      union all select max(mapping_version) from ledger_blocks where entity_name = ?
      union all select max(mapping_version) from ledger_log where entity_name = ?
      union all select max(mapping_version) from failed_records where entity_name = ?
    ) named`,
    [name, name, name, name, name],
  );
  return named?.version ?? 0;
}

async function find(db: Queryable, name: string, version?: number): Promise<StoredEntity | null> {
  const row = await db.get<{ version: number; definition: string; createdAt: string; note: string }>(
    `select v.version, v.definition, v.created_at as "createdAt", v.note
    from entities e join mapping_versions v on v.entity_name = e.name
    where e.name = ? and v.version = ${version === undefined ? 'e.current_version' : '?'}`,
    version === undefined ? [name] : [name, version],
  );
  if (row === null) return null;
  const mappings = await db.all<FieldMappingRow>(
    `select ${selectList(FIELD_MAPPING_COLUMNS)} from field_mappings
    where entity_name = ? and version = ? order by position`,
    [name, row.version],
  );
  const parsed = entitySchema.safeParse({ ...parseDefinition(row.definition), mappings: mappings.map(toFieldMapping) });
  if (!parsed.success) throw unreadable(name, row.version, parsed.error);
  return { entity: parsed.data, version: row.version, createdAt: row.createdAt, note: row.note };
}

async function list(db: Queryable): Promise<readonly EntitySummary[]> {
  const sql = `select e.name, e.description, v.version, v.definition, e.updated_at as "updatedAt"
    from entities e join mapping_versions v on v.entity_name = e.name and v.version = e.current_version order by e.name`;
  type SqlRow = Pick<EntitySummary, 'name' | 'description' | 'version' | 'updatedAt'> & { readonly definition: string };
  const rows = await db.all<SqlRow>(sql);
  return rows.map(({ definition, ...row }) => {
    const { source, target, parents } = parseDefinition(definition);
    return {
      ...row,
      sourceApi: source.api,
      targetEntity: target.entity ?? row.name,
      parents: parents.map((parent) => parent.entity),
    };
  });
}

function parseDefinition(json: string): Definition {
  // Safe: `save` is the only writer; `find` checks it against the schema of today as well.
  return JSON.parse(json) as Definition;
}

function unreadable(name: string, version: number, cause: Error): EngineError {
  return new EngineError(
    'state',
    `Version ${version} of the entity ${name} in the state database does not fit this program. ` +
      'Nothing was changed. Import the entity file again.',
    { details: { code: 'entity_unreadable', entity: name, version }, cause },
  );
}
