// The sandbox: an APISmith in front of an Oracle-like ERP and a ScheduleHub, each an HTTP server on its own database.

import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EngineError } from '../engine/failures/engine-error.ts';
import { createApismithRoutes } from './apismith/apismith-routes.ts';
import { createRowStore, type RowStore } from './apismith/row-store.ts';
import type { SourceApi } from './apismith/source-api.ts';
import { createStoredApi } from './apismith/stored-api.ts';
import { createSyntheticApi, SYNTHETIC_SLUG } from './apismith/synthetic-api.ts';
import { createControlRoutes } from './control/control-routes.ts';
import { createCapabilitySwitch, createControl, type CapabilityChanges, type Control } from './control/control.ts';
import { ERP_APIS, loadTruths } from './erp-data/erp-apis.ts';
import { createSeedRows } from './erp-data/seed-rows.ts';
import { createAuthRoutes } from './http/auth-routes.ts';
import { createFaults } from './http/faults.ts';
import { startHttpServer } from './http/http-server.ts';
import { createStats } from './http/stats.ts';
import { createTokenService } from './http/token-service.ts';
import { createRecordStore } from './schedulehub/record-store.ts';
import { createScheduleHubRoutes } from './schedulehub/schedulehub-routes.ts';
import { SYNTHETIC_TARGET, TARGET_ENTITIES } from './schedulehub/target-entities.ts';

const MEGABYTE = 1024 * 1024;
const USERNAME = 'syncflow';

export interface SandboxOptions {
  /** Folder of both databases, kept on close; a temporary one, removed on close, when absent. */
  readonly dataDir?: string;
  /** 0 takes a free port. */
  readonly apismithPort?: number;
  readonly schedulehubPort?: number;
  readonly seed?: number;
  /** Share of truly bad rows, 0 to 1. */
  readonly badShare?: number;
  /** Adds the API `synthetic_parts` and the entity `synthetic_part`. */
  readonly synthetic?: { readonly rows: number };
  readonly tokenTtlSeconds?: number;
  /** Overrides what every API can do. */
  readonly capabilities?: CapabilityChanges;
  /** ms since 1970, for tokens, idempotency and `updated_at`. */
  readonly now?: () => number;
}

export interface SandboxServer {
  /** Base URL, ends in /api/v1. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface Sandbox {
  readonly apismith: SandboxServer;
  readonly schedulehub: SandboxServer;
  readonly control: Control;
  /** Lines for a person: where the servers are and how to sign in. */
  describe(): string;
  /** Stops both servers, cuts their connections, closes the databases and removes a temporary folder. */
  close(): Promise<void>;
}

interface Origin {
  readonly seed: number;
  readonly badShare: number;
}

function openDatabase(file: string): Database.Database {
  const db = new Database(file);
  // A sandbox may lose its last moments at a power cut; speed is worth more here.
  // Rare checkpoints write a page once that many batches touched.
  const pragmas = ['journal_mode = wal', 'synchronous = off', 'cache_size = -65536', 'wal_autocheckpoint = 20000'];
  for (const pragma of pragmas) db.pragma(pragma);
  return db;
}

/** Fills an empty ERP; refuses one that was made with another seed, whose ledger would be another. */
function fillErp(db: Database.Database, rows: RowStore, origin: Origin): void {
  db.exec('create table if not exists origin (json text not null) strict');
  const text = JSON.stringify(origin);
  if (!rows.isEmpty()) {
    const kept = db.prepare('select json from origin').pluck().get();
    if (kept === text) return;
    throw new EngineError(
      'usage',
      `The sandbox data in ${db.name} was made with ${String(kept)}, not ${text}. Start it with those values, or choose another folder.`,
    );
  }
  const truths = loadTruths();
  rows.change(() => {
    db.prepare('insert into origin values (?)').run(text);
    for (const api of ERP_APIS) {
      rows.load(api, createSeedRows(api, truths.get(api.slug) ?? [], origin), origin.seed);
    }
  });
}

/** Starts both servers on 127.0.0.1. Throws when a port is taken or the folder holds data of another seed. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, badShare = 0.02, tokenTtlSeconds = 900, now = Date.now, synthetic: wanted } = options;
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'syncflow-sandbox-'));
  mkdirSync(folder, { recursive: true });
  const erpDb = openDatabase(join(folder, 'apismith.db'));
  const hubDb = openDatabase(join(folder, 'schedulehub.db'));
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0)) await closer();
    erpDb.close();
    hubDb.close();
    if (options.dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const rows = createRowStore(erpDb, ERP_APIS);
    fillErp(erpDb, rows, { seed, badShare });
    const everything = { total: true, keyset: true, as_of: true };
    const capabilities = createCapabilitySwitch(
      new Map([...ERP_APIS.map((api) => [api.slug, api.capabilities] as const), [SYNTHETIC_SLUG, everything]]),
      options.capabilities ?? {},
    );
    const synthetic =
      wanted === undefined
        ? null
        : createSyntheticApi({
            db: erpDb,
            rows,
            rowCount: wanted.rows,
            capabilities: () => capabilities.get(SYNTHETIC_SLUG),
          });
    const apis: SourceApi[] = ERP_APIS.map((api) => createStoredApi(api, rows, () => capabilities.get(api.slug)));
    if (synthetic !== null) apis.push(synthetic);
    const entities = synthetic === null ? TARGET_ENTITIES : [...TARGET_ENTITIES, SYNTHETIC_TARGET];
    const store = createRecordStore(
      hubDb,
      [...TARGET_ENTITIES, SYNTHETIC_TARGET].map((entity) => entity.name),
    );

    const faults = createFaults(seed);
    const stats = { apismith: createStats(), schedulehub: createStats() };
    const tokensOf = (issuer: string, password: string) =>
      createTokenService({ issuer, username: USERNAME, password, ttlSeconds: tokenTtlSeconds, now });
    const passwords = { apismith: 'apismith-sandbox', schedulehub: 'schedulehub-sandbox' };
    const erpTokens = tokensOf('apismith', passwords.apismith);
    const hubTokens = tokensOf('schedulehub', passwords.schedulehub);
    const control = createControl({
      apis: ERP_APIS,
      rows,
      synthetic,
      seed,
      faults,
      capabilities,
      stats,
      tokens: [erpTokens, hubTokens],
    });
    const controlRoutes = createControlRoutes(control);
    const apismith = await startHttpServer({
      name: 'apismith',
      port: options.apismithPort ?? 0,
      routes: [...createAuthRoutes(erpTokens), ...createApismithRoutes(apis, stats.apismith)],
      controlRoutes,
      tokens: erpTokens,
      faults,
      stats: stats.apismith,
      maxBodyBytes: MEGABYTE,
    });
    closers.push(() => apismith.close());
    const schedulehub = await startHttpServer({
      name: 'schedulehub',
      port: options.schedulehubPort ?? 0,
      routes: [
        ...createAuthRoutes(hubTokens),
        ...createScheduleHubRoutes({ entities, store, stats: stats.schedulehub, now }),
      ],
      controlRoutes,
      tokens: hubTokens,
      faults,
      stats: stats.schedulehub,
      maxBodyBytes: 16 * MEGABYTE,
    });
    closers.push(() => schedulehub.close());
    const server = (origin: string, password: string): SandboxServer => ({
      url: `${origin}/api/v1`,
      username: USERNAME,
      password,
    });
    const erp = server(apismith.origin, passwords.apismith);
    const hub = server(schedulehub.origin, passwords.schedulehub);
    return { apismith: erp, schedulehub: hub, control, describe: () => describeSandbox(erp, hub, apis), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function describeSandbox(apismith: SandboxServer, schedulehub: SandboxServer, apis: readonly SourceApi[]): string {
  const line = (name: string, server: SandboxServer): string =>
    `${name.padEnd(12)} ${server.url}   user ${server.username}, password ${server.password}`;
  return [
    line('APISmith', apismith),
    line('ScheduleHub', schedulehub),
    `${'APIs'.padEnd(12)} ${apis.map((api) => api.slug).join(', ')}`,
    `${'Switches'.padEnd(12)} ${apismith.url.replace('/api/v1', '/__sandbox')}/changes, /ledger, /faults, /stats`,
  ].join('\n');
}
