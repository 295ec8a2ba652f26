// Missing parents in words: where one is, what fetching it came to, how it is named in the address. Pure.

import { countOf } from '../../ui/format.ts';
import type { FetchWork, Job, Parent, ParentPlace } from './waiting-types.ts';

interface PlaceWords {
  readonly word: string;
  readonly meaning: string;
}

export const PLACE_WORDS: Readonly<Record<ParentPlace, PlaceWords>> = {
  unseen: {
    word: 'Never seen',
    meaning: 'No run has read it: it is not in the ERP, a filter leaves it out, or it is newer than the last run.',
  },
  failed: { word: 'Failed', meaning: 'It was read, but failed.' },
  ignored: { word: 'Failed, ignored', meaning: 'It failed and was set aside.' },
  waiting: { word: 'Waits itself', meaning: 'It waits for a parent of its own, which comes first.' },
  held_delete: { word: 'Delete on hold', meaning: 'Its delete waits for approval: it is gone from the ERP.' },
  delivered: { word: 'In ScheduleHub', meaning: 'It has come meanwhile: the children go with the next run.' },
};

export interface PlaceLink {
  readonly text: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Where the parent can be put right; null where there is nothing to open. */
export function placeLink(parent: Parent): PlaceLink | null {
  const { place, parent_entity: entity, parent_reference: reference } = parent;
  const found = { entity, search: reference, view: 'records' };
  switch (place) {
    case 'failed':
      return { text: 'Open the failed parent', path: '/failed', params: found };
    case 'ignored':
      return { text: 'Open the ignored parent', path: '/failed', params: { ...found, status: 'ignored' } };
    case 'waiting':
      return { text: `See what ${entity} waits for`, path: '/waiting', params: { entity } };
    case 'held_delete':
      return { text: 'Open the deletes on hold', path: '/deletes', params: { entity } };
    case 'unseen':
      return { text: `Open the mapping of ${entity}`, path: `/entities/${entity}`, params: {} };
    case 'delivered':
      return null;
  }
}

export interface FetchOutcome {
  readonly tone: 'good' | 'warning' | 'bad' | 'neutral';
  readonly sentence: string;
}

/** Null while it is at work. */
export function describeFetch({ state, error }: Pick<Job, 'state' | 'error'>, work: FetchWork): FetchOutcome | null {
  if (state === 'running') return null;
  if (state === 'failed') return { tone: 'bad', sentence: error ?? 'The parent could not be fetched.' };
  if (work.is_found === null) return { tone: 'neutral', sentence: 'Stopped before it was found. Nothing was changed.' };
  if (!work.is_found) {
    return { tone: 'warning', sentence: 'The ERP does not have it. Its children go on waiting.' };
  }
  if (work.freed_children > 0) {
    return { tone: 'good', sentence: `Found and sent: ${countOf(work.freed_children, 'child', 'children')} freed.` };
  }
  const sentence = 'Found in the ERP, but no child was freed: it failed itself, or waits for a parent of its own.';
  return { tone: 'warning', sentence };
}

export interface ParentKey {
  readonly parent_entity: string;
  readonly parent_bk_hash: string;
}

export function toParentParam({ parent_entity: entity, parent_bk_hash: hash }: ParentKey): string {
  return `${entity}:${hash}`;
}

/** Null for what is no parent. */
export function parseParentParam(text: string | null): ParentKey | null {
  const [, entity, hash] = /^([a-z][a-z0-9_]{0,62}):([0-9a-f]{32})$/.exec(text ?? '') ?? [];
  return entity === undefined || hash === undefined ? null : { parent_entity: entity, parent_bk_hash: hash };
}

export interface ParentFilter {
  readonly search: string;
  readonly entity: string;
}

/** By name of the parent, and by an entity that is the parent's or one of the children's. */
export function filterParents(parents: readonly Parent[], { search, entity }: ParentFilter): readonly Parent[] {
  const wanted = search.trim().toLowerCase();
  return parents.filter(
    (parent) =>
      `${parent.parent_entity} ${parent.parent_reference}`.toLowerCase().includes(wanted) &&
      (entity === '' || parent.parent_entity === entity || parent.entities.includes(entity)),
  );
}

const OLD_MS = 7 * 86_400_000;

/** Waits longer than a week: somebody should look. */
export function isOld(since: string, nowMs: number): boolean {
  return nowMs - Date.parse(since) > OLD_MS;
}
