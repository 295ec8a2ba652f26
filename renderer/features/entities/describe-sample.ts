// A sample in words: "products, sample of 12 Nov, 200 rows".

import { countOf } from '../../ui/format.ts';
import type { SampleItem } from './sample-store.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

export type SampleFacts = Pick<SampleItem, 'origin' | 'taken_at' | 'rows'>;

export function describeSample({ origin, taken_at: takenAt, rows }: SampleFacts, nowMs = Date.now()): string {
  const from = origin.kind === 'file' ? origin.name : `APISmith ${origin.api}`;
  const at = new Date(takenAt);
  const isToday = DAY.format(at) === DAY.format(new Date(nowMs));
  return `${from}, sample of ${(isToday ? DAY_AND_TIME : DAY).format(at)}, ${countOf(rows, 'row')}`;
}
