// The sandbox's switches as functions; control-routes.ts offers the same over HTTP.

import { z } from 'zod';
import type { RowStore } from '../apismith/row-store.ts';
import type { SyntheticApi } from '../apismith/synthetic-api.ts';
import type { Capabilities, ErpApi } from '../erp-data/erp-api.ts';
import type { Faults } from '../http/faults.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { ServerStats, StatsCounter } from '../http/stats.ts';
import type { TokenService } from '../http/token-service.ts';
import { changeSchema, type ChangeInput, type ChangeReport } from '../erp-data/change-request.ts';
import { changeRows } from './change.ts';
import { assessRows, type AssessedRow, type LedgerEntry } from './ledger.ts';

export const capabilitiesSchema = z.strictObject({
  /** API slug, or `*` for all. */
  api: z.string(),
  total: z.boolean().optional(),
  keyset: z.boolean().optional(),
  as_of: z.boolean().optional(),
});
export type CapabilityChanges = Omit<z.output<typeof capabilitiesSchema>, 'api'>;

export interface Control {
  /** Changes ERP rows; returns exactly what changed. */
  change(request: ChangeInput): ChangeReport;
  /** Every live stored row (of one API) with its expected fate; rows made up on the fly are all good and not listed. */
  ledger(api?: string): LedgerEntry[];
  readonly faults: Faults;
  stats(): { readonly apismith: ServerStats; readonly schedulehub: ServerStats };
  /** Switches what an API can do; `*` means all APIs. */
  setCapabilities(api: string, changes: CapabilityChanges): void;
  /** Ends every access token of both servers; refresh tokens stay. */
  expireTokens(): void;
}

/** What each API can do right now. */
export interface CapabilitySwitch {
  get(api: string): Capabilities;
  set(api: string, changes: CapabilityChanges): void;
}

export function createCapabilitySwitch(
  defaults: ReadonlyMap<string, Capabilities>,
  overrides: CapabilityChanges,
): CapabilitySwitch {
  const merge = (base: Capabilities, changes: CapabilityChanges): Capabilities => ({
    total: changes.total ?? base.total,
    keyset: changes.keyset ?? base.keyset,
    as_of: changes.as_of ?? base.as_of,
  });
  const current = new Map([...defaults].map(([slug, base]) => [slug, merge(base, overrides)]));
  const get = (api: string): Capabilities => {
    const found = current.get(api);
    if (found === undefined) throw new HttpProblem(404, 'unknown_api', `There is no API ${JSON.stringify(api)}.`);
    return found;
  };
  return {
    get,
    set: (api, changes) => {
      const slugs = api === '*' ? [...current.keys()] : [api];
      for (const slug of slugs) current.set(slug, merge(get(slug), changes));
    },
  };
}

export interface ControlOptions {
  readonly apis: readonly ErpApi[];
  readonly rows: RowStore;
  readonly synthetic: SyntheticApi | null;
  readonly seed: number;
  readonly faults: Faults;
  readonly capabilities: CapabilitySwitch;
  readonly stats: { readonly apismith: StatsCounter; readonly schedulehub: StatsCounter };
  readonly tokens: readonly TokenService[];
}

export function createControl(options: ControlOptions): Control {
  const { apis, rows, synthetic, stats } = options;
  let assessed: { readonly snapshot: number; readonly rows: readonly AssessedRow[] } | null = null;
  const assess = (): readonly AssessedRow[] => {
    const snapshot = rows.currentSnapshot();
    if (assessed?.snapshot !== snapshot) assessed = { snapshot, rows: assessRows(apis, rows) };
    return assessed.rows;
  };
  return {
    change: (input) => {
      const request = changeSchema.parse(input);
      return request.api === synthetic?.slug ? synthetic.change(request) : changeRows({ ...options, assess }, request);
    },
    ledger: (api) =>
      assess()
        .map((one) => one.entry)
        .filter((entry) => api === undefined || entry.api === api),
    faults: options.faults,
    stats: () => ({ apismith: stats.apismith.read(), schedulehub: stats.schedulehub.read() }),
    setCapabilities: (api, changes) => {
      options.capabilities.set(api, changes);
    },
    expireTokens: () => {
      for (const tokens of options.tokens) tokens.revokeAccessTokens();
    },
  };
}
