// What every operation is given: settings, store, clients, clock, events. Built once in create-engine.ts.

import type { PageThreads } from '../pipeline/page-workers.ts';
import type { ApismithClient } from '../clients/apismith-client.ts';
import type { ScheduleHubClient } from '../clients/schedulehub-client.ts';
import type { Settings } from '../config.ts';
import type { EventBus } from '../events/engine-events.ts';
import type { Clock, Log } from '../host.ts';
import type { Store } from '../repositories/store.ts';

/** The process that runs the engine, as leases name it. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the system's own terms: tells a new process with an old pid apart. */
  readonly started: string;
  /** True where a process of this host with that pid and start no longer runs. */
  readonly isGone: (pid: number, started: string) => boolean;
}

export interface Services {
  /** In force now: read it where it is needed, for the console may change it. */
  readonly settings: Settings;
  readonly store: Store;
  /** Created on first use; throw EngineError `usage` where the connection is not configured. */
  readonly apismith: () => ApismithClient;
  readonly schedulehub: () => ScheduleHubClient;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly newUid: () => string;
  /** Threads for the pages of large reads; without them all is read in one thread. */
  readonly pageThreads?: PageThreads | undefined;
  readonly process: ProcessIdentity;
}
