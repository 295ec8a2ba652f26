// The sandbox as a host lends it to the engine, which does not know it otherwise: started in a thread or process of its own.

import type { SystemName } from '../contract/primitives.ts';

export interface SandboxSystem {
  /** Base URL, ends in /api/v1. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface SandboxChange {
  readonly api: string;
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly seed: number;
}

/** What the next sync has to do. */
export interface ExpectedDelta {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export type Disturbance =
  | { readonly kind: 'latency'; readonly system: SystemName; readonly ms: number }
  | { readonly kind: 'outage'; readonly system: SystemName };

export interface RunningSandbox {
  readonly apismith: SandboxSystem;
  readonly schedulehub: SandboxSystem;
  /** Throws EngineError `usage` where the API is unknown or has too few rows. */
  change(change: SandboxChange): Promise<ExpectedDelta>;
  /** Replaces what was asked before. */
  disturb(disturbances: readonly Disturbance[]): Promise<void>;
  /** Resolves once it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface SandboxStart {
  /** Where its databases are; kept when it ends. */
  readonly folder: string;
  /** Taken where they are free; null: any. */
  readonly ports: Readonly<Record<SystemName, number>> | null;
}

export interface SandboxHost {
  /** Throws EngineError `usage` where it cannot start. */
  start(start: SandboxStart): Promise<RunningSandbox>;
  /** The entity files that fit the sandbox. */
  entityFiles(): Promise<readonly { readonly file: string; readonly text: string }[]>;
}
