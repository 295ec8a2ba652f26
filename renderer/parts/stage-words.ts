// The nine stages in the words of an operator: one table for every screen. Pure.

import type { Stage } from '../../engine/contract/stage.ts';

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  fetch: 'Fetch',
  normalize: 'Normalize',
  validate: 'Validate',
  map: 'Map',
  identity: 'Key',
  delta: 'Compare',
  resolve: 'Find parent',
  ingest: 'Send',
  track: 'Record',
};

/** What SyncFlow was doing to a record at that stage: "while cleaning its values". */
export const STAGE_DOING: Readonly<Record<Stage, string>> = {
  fetch: 'while reading it from the ERP',
  normalize: 'while cleaning its values',
  validate: 'while checking its columns',
  map: 'while mapping its fields',
  identity: 'while building its business key',
  delta: 'while comparing it with the other rows',
  resolve: 'while looking for its parent',
  ingest: 'while sending it to ScheduleHub',
  track: 'while recording what ScheduleHub answered',
};
