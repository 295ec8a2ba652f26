// What a start is going to do, decided and told before anything happens. Pure.

import { countOf } from '../../ui/format.ts';
import type { Run } from './run-types.ts';

export interface Startable {
  readonly name: string;
  readonly version: number;
  readonly parents: readonly string[];
  readonly last_run: Pick<Run, 'mapping_version'> | null;
}

export type HowMuch = 'decide' | 'full' | 'incremental';

export interface StartChoice {
  readonly entities: 'all' | readonly string[];
  readonly howMuch: HowMuch;
  readonly isDryRun: boolean;
}

export const HOW_MUCH: readonly { readonly value: HowMuch; readonly label: string; readonly hint: string }[] = [
  {
    value: 'decide',
    label: 'Let SyncFlow decide',
    hint: 'Rows that changed since the last sync; everything where there was none.',
  },
  {
    value: 'full',
    label: 'Everything',
    hint: 'Reads every row. Only this finds records that the ERP no longer has.',
  },
  {
    value: 'incremental',
    label: 'What changed',
    hint: 'Rows newer than the last sync. Finds no deletes.',
  },
];

/** The chosen entities, parents before their children, else in the order given. */
export function inOrder(all: readonly Startable[], chosen: StartChoice['entities']): readonly string[] {
  const byName = new Map(all.map((entity) => [entity.name, entity]));
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const entity = byName.get(name);
    if (entity === undefined || seen.has(name)) return;
    seen.add(name);
    for (const parent of entity.parents) visit(parent);
    ordered.push(name);
  };
  for (const { name } of all) visit(name);
  return chosen === 'all' ? ordered : ordered.filter((name) => chosen.includes(name));
}

/** Parents of chosen entities that are not part of this start. */
export function absentParents(all: readonly Startable[], chosen: StartChoice['entities']): readonly string[] {
  if (chosen === 'all') return [];
  const parents = all.filter(({ name }) => chosen.includes(name)).flatMap((entity) => entity.parents);
  return [...new Set(parents)].filter((parent) => !chosen.includes(parent));
}

/** One sentence: how much is read of what, in which order, and what that changes. */
export function startSentence(choice: StartChoice, ordered: readonly string[]): string {
  if (ordered.length === 0) return 'Choose at least one entity.';
  const what = ordered.length === 1 ? (ordered[0] ?? '') : countOf(ordered.length, 'entity', 'entities');
  const rows = {
    decide: `the rows of ${what} that changed since the last sync, or all of them where there was none,`,
    full: `every row of ${what}`,
    incremental: `the rows of ${what} that changed since the last sync`,
  }[choice.howMuch];
  const order = ordered.length === 1 ? '' : ', one after the other, parents first';
  const end = choice.isDryRun
    ? 'shows what would change in ScheduleHub. Nothing is sent.'
    : 'writes what changed to ScheduleHub.';
  return `Reads ${rows}${order}, and ${end}`.replace(',,', ',');
}

/** The entities whose mapping version has not been seen in their newest run. */
export function notRunYet(all: readonly Startable[], ordered: readonly string[]): readonly Startable[] {
  return all.filter(({ name, version, last_run: last }) => ordered.includes(name) && last?.mapping_version !== version);
}

/** `all`, or names with commas between them, as the address has it; names that are gone are left out. */
export function readEntities(param: string, known: readonly string[]): StartChoice['entities'] {
  if (param === 'all') return 'all';
  return param.split(',').filter((name) => known.includes(name));
}

/** What makes a dry run's answer an old one; null where nothing is known to have changed since. */
export function movedOn(
  dryRun: Pick<Run, 'mapping_version' | 'started_at'>,
  entity: { readonly version: number; readonly last_run: Pick<Run, 'started_at'> | null } | undefined,
): string | null {
  if (entity === undefined) return 'This entity no longer exists.';
  if (dryRun.mapping_version !== null && entity.version !== dryRun.mapping_version) {
    return `The mapping is at version ${entity.version} now; this dry run was made with version ${dryRun.mapping_version}. Dry run again to see what it would do.`;
  }
  if (entity.last_run !== null && entity.last_run.started_at > dryRun.started_at) {
    return 'A run has synced this entity since. What is shown here may be done already; dry run again to be sure.';
  }
  return null;
}
