// Entities and their immutable mapping versions: the file goes in whole and comes out whole.

import type { Entity } from '../contract/entity.ts';
import type { Queryable } from './queryable.ts';

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

export declare function createEntityRepository(db: Queryable): EntityRepository;
