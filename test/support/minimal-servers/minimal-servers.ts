// A second pair of servers that keep both contracts, as tiny as they can be: what works with them works by the contract.

import { startMinimalApismith, type MinimalApismith, type SourceTable } from './minimal-apismith.ts';
import { startMinimalScheduleHub, type MinimalScheduleHub } from './minimal-schedulehub.ts';
import type { Manners } from './http-service.ts';

export interface MinimalServers {
  readonly apismith: MinimalApismith;
  readonly schedulehub: MinimalScheduleHub;
  /** May be changed between calls. */
  manners: Manners;
  addTable(table: Partial<SourceTable> & Pick<SourceTable, 'slug' | 'columns'>): SourceTable;
  close(): Promise<void>;
}

const PLAIN_MANNERS: Manners = {
  optional: 'sent',
  hasExtras: false,
  upperCaseUuids: false,
  problemsAreHtml: false,
};

export async function createMinimalServers(manners: Partial<Manners> = {}): Promise<MinimalServers> {
  const state = { manners: { ...PLAIN_MANNERS, ...manners } };
  const apismith = await startMinimalApismith(() => state.manners);
  const schedulehub = await startMinimalScheduleHub(() => state.manners);
  return Object.assign(state, {
    apismith,
    schedulehub,
    addTable: (table: Partial<SourceTable> & Pick<SourceTable, 'slug' | 'columns'>): SourceTable => {
      const whole: SourceTable = {
        keyColumns: ['ID'],
        rowversionColumn: null,
        timeZone: 'UTC',
        rows: [],
        capabilities: { total: true, keyset: true, as_of: true },
        ceiling: true,
        largestPage: 10_000,
        ...table,
      };
      apismith.tables.set(whole.slug, whole);
      return whole;
    },
    close: async () => {
      await apismith.close();
      await schedulehub.close();
    },
  });
}
