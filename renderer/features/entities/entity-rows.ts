// The rows of the list: entities with their last run and their draft, and drafts that are no entity yet.

import type { Overview } from '../../state/overview.ts';
import { checkKey, type DraftItem, type EntityCheck } from './list-store.ts';
import type { EntityListItem } from './mapping-answers.ts';

type OverviewEntity = Overview['entities'][number];

export interface EntityRow {
  /** The entity's name, or the UUID of a new draft. */
  readonly key: string;
  readonly name: string;
  readonly isNew: boolean;
  readonly description: string;
  readonly source: string;
  readonly target: string;
  readonly version: number | null;
  readonly parents: readonly string[];
  readonly records: number | null;
  readonly lastRun: OverviewEntity['last_run'];
  readonly draft: DraftItem | null;
  readonly check: EntityCheck | null;
}

export interface EntityFacts {
  readonly entities: readonly EntityListItem[];
  readonly drafts: readonly DraftItem[];
  readonly overview: Overview | null;
  readonly checks: Readonly<Record<string, EntityCheck>>;
}

export function toEntityRows({ entities, drafts, overview, checks }: EntityFacts): readonly EntityRow[] {
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  const seen = new Map((overview?.entities ?? []).map((entity) => [entity.name, entity]));
  const names = new Set(entities.map(({ name }) => name));
  return [
    ...drafts.filter(({ key }) => !names.has(key)).map(toDraftRow),
    ...entities.map((entity): EntityRow => {
      const known = seen.get(entity.name);
      return {
        key: entity.name,
        name: entity.name,
        isNew: false,
        description: entity.description,
        source: entity.source_api,
        target: entity.target_entity,
        version: entity.version,
        // Two references to the same entity are one parent here.
        parents: [...new Set(entity.parents)],
        records: known?.records ?? null,
        lastRun: known?.last_run ?? null,
        draft: byKey.get(entity.name) ?? null,
        check: checks[checkKey(entity)] ?? null,
      };
    }),
  ];
}

function toDraftRow(draft: DraftItem): EntityRow {
  return {
    key: draft.key,
    name: draft.title === '' ? 'New entity' : draft.title,
    isNew: true,
    description: '',
    source: '',
    target: '',
    version: null,
    parents: [],
    records: null,
    lastRun: null,
    draft,
    check: null,
  };
}

export function filterEntityRows(rows: readonly EntityRow[], text: string): readonly EntityRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({ name, source, target, description }) =>
    `${name} ${source} ${target} ${description}`.toLowerCase().includes(wanted),
  );
}
