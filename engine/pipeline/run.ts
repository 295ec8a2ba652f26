// Everything one run of one entity needs, built once by operations/prepare-run.ts and handed down.

import type { ApiDescription, ApismithClient } from '../clients/apismith-client.ts';
import type { ScheduleHubClient } from '../clients/schedulehub-client.ts';
import type { Settings } from '../config.ts';
import type { Entity } from '../contract/entity.ts';
import type { EventBus } from '../events/engine-events.ts';
import type { Clock, Log } from '../host.ts';
import type { Plan } from '../normalize/compile-plan.ts';
import type { ParentRule } from '../record/operation.ts';
import type { RowversionKind } from '../record/rowversion.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import type { Lease } from '../repositories/lease-repository.ts';
import type { Store } from '../repositories/store.ts';
import type { RowValidator } from '../normalize/row-validator.ts';
import type { RunControl } from './run-control.ts';

export interface Run {
  readonly entity: Entity;
  readonly mappingVersion: number;
  readonly targetEntity: string;
  readonly batch: Batch;
  /** Null for a dry run, which writes nothing that another run could fight over. */
  readonly lease: Lease | null;
  readonly api: ApiDescription;
  readonly plan: Plan;
  readonly validator: RowValidator;
  readonly rowversion: { readonly field: string; readonly kind: RowversionKind } | null;
  /** Row versions have fractions that a number would lose: `1.10`. */
  readonly exactText: boolean;
  readonly parentRules: readonly ParentRule[];
  readonly isParent: boolean;
  /** Where a page's keys are looked up in ScheduleHub before delta, because the ledger cannot be trusted to know them. */
  readonly lookUpTarget: boolean;
  readonly strategy: Entity['delta']['strategy'];
  readonly store: Store;
  readonly apismith: ApismithClient;
  readonly schedulehub: ScheduleHubClient;
  readonly settings: Settings['sync'];
  readonly control: RunControl;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
  readonly newUid: () => string;
}

/** ISO 8601 in UTC, as every time in the store. */
export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
