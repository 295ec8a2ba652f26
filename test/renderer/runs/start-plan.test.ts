import { describe, expect, it } from 'vitest';
import {
  absentParents,
  inOrder,
  movedOn,
  notRunYet,
  readEntities,
  startSentence,
} from '../../../renderer/features/runs/start-plan.ts';

const ALL = [
  { name: 'order_line', version: 2, parents: ['order', 'part'], last_run: { mapping_version: 1 } },
  { name: 'order', version: 1, parents: [], last_run: { mapping_version: 1 } },
  { name: 'part', version: 1, parents: [], last_run: null },
];

describe('inOrder', () => {
  it('puts parents before their children', () => {
    expect(inOrder(ALL, 'all')).toEqual(['order', 'part', 'order_line']);
    expect(inOrder(ALL, ['order_line', 'order'])).toEqual(['order', 'order_line']);
  });

  it('lives through a circle of parents', () => {
    const circle = [
      { name: 'a', version: 1, parents: ['b'], last_run: null },
      { name: 'b', version: 1, parents: ['a'], last_run: null },
    ];
    expect(inOrder(circle, 'all')).toEqual(['b', 'a']);
  });
});

describe('absentParents', () => {
  it('names parents that are left out, once', () => {
    expect(absentParents(ALL, ['order_line', 'part'])).toEqual(['order']);
    expect(absentParents(ALL, 'all')).toEqual([]);
  });
});

describe('notRunYet', () => {
  it('finds entities whose version was not in their newest run', () => {
    expect(notRunYet(ALL, ['order', 'order_line', 'part']).map(({ name }) => name)).toEqual(['order_line', 'part']);
  });
});

describe('readEntities', () => {
  it('leaves out what is not there any more', () => {
    expect(readEntities('all', ['part'])).toBe('all');
    expect(readEntities('part,gone', ['part', 'order'])).toEqual(['part']);
  });
});

describe('startSentence', () => {
  it.each([
    [
      'one entity, as SyncFlow decides',
      { entities: ['part'], howMuch: 'decide', isDryRun: false } as const,
      ['part'],
      'Reads the rows of part that changed since the last sync, or all of them where there was none, and writes what changed to ScheduleHub.',
    ],
    [
      'several, everything, as a dry run',
      { entities: 'all', howMuch: 'full', isDryRun: true } as const,
      ['order', 'part'],
      'Reads every row of 2 entities, one after the other, parents first, and shows what would change in ScheduleHub. Nothing is sent.',
    ],
    ['none', { entities: [], howMuch: 'full', isDryRun: true } as const, [], 'Choose at least one entity.'],
  ])('%s', (_name, choice, ordered, sentence) => {
    expect(startSentence(choice, ordered)).toBe(sentence);
  });
});

describe('movedOn', () => {
  const dryRun = { mapping_version: 3, started_at: '2026-11-24T12:00:00.000Z' };

  it('says nothing where nothing changed', () => {
    expect(movedOn(dryRun, { version: 3, last_run: { started_at: '2026-11-23T12:00:00.000Z' } })).toBeNull();
  });

  it('names both versions of a mapping that changed since', () => {
    expect(movedOn(dryRun, { version: 4, last_run: null })).toMatch(/version 4 now.*version 3/);
  });

  it('tells of a run since, and of an entity that is gone', () => {
    expect(movedOn(dryRun, { version: 3, last_run: { started_at: '2026-11-24T12:00:01.000Z' } })).toMatch(/since/);
    expect(movedOn(dryRun, undefined)).toMatch(/no longer exists/);
  });
});
