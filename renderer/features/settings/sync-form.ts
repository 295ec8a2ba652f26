// The settings of a sync as a form: what each means, its limits, and what of it was typed. Pure.

import type { engine } from '../../api/engine.ts';

export type SettingsAnswer = Awaited<ReturnType<typeof engine.settings.get>>;
export type SyncSetting = keyof SettingsAnswer['sync'];

export interface SettingText {
  readonly name: SyncSetting;
  readonly label: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
}

export const SYNC_SETTINGS: readonly SettingText[] = [
  {
    name: 'chunk_size',
    label: 'Records in one call',
    help: 'To ScheduleHub, which takes at most 1,000.',
    min: 1,
    max: 1000,
    isWhole: true,
  },
  {
    name: 'chunks_in_flight',
    label: 'Calls at the same time',
    help: 'To ScheduleHub. More is faster, and harder on it.',
    min: 1,
    max: 10,
    isWhole: true,
  },
  {
    name: 'pages_ahead',
    label: 'Pages read ahead',
    help: 'From APISmith, while earlier ones are worked on.',
    min: 1,
    max: 16,
    isWhole: true,
  },
  {
    name: 'failure_percent',
    label: 'Stop a run when more than … % fail',
    help: 'Of the rows read so far, once enough were read.',
    min: 0,
    max: 100,
    isWhole: false,
  },
  {
    name: 'failure_min_rows',
    label: '… of at least so many rows',
    help: 'Fewer rows say too little.',
    min: 1,
    max: 1_000_000_000,
    isWhole: true,
  },
  {
    name: 'failures_in_a_row',
    label: 'Stop a run when so many fail in a row',
    help: 'Something is wrong with all of them then.',
    min: 1,
    max: 1_000_000_000,
    isWhole: true,
  },
  {
    name: 'outage_limit_seconds',
    label: 'Wait for a silent system, seconds',
    help: 'Then the run ends as failed and can be started again.',
    min: 0,
    max: 1_000_000,
    isWhole: false,
  },
];

export type SyncEdit = Readonly<Partial<Record<SyncSetting, string>>>;

/** Null: it can be saved. */
export function findFault({ min, max, isWhole }: SettingText, typed: string): string | null {
  const value = Number(typed);
  if (typed.trim() === '' || Number.isNaN(value)) return 'must be a number';
  if (isWhole && !Number.isInteger(value)) return 'must be a whole number';
  return value < min || value > max ? `must be from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}` : null;
}

/** The typed values as numbers. */
export function toSyncValues(edit: SyncEdit): Partial<Record<SyncSetting, number>> {
  const entries = SYNC_SETTINGS.flatMap(({ name }) => {
    const typed = edit[name];
    return typed === undefined ? [] : [[name, Number(typed)] as const];
  });
  return Object.fromEntries(entries);
}
