// A sandbox and the state of an engine that has synced it, made once per run of the suite and copied by whoever needs it.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';
import { createTestEngine } from '../../support/test-engine.ts';
import { createShiftedClock } from './shifted-clock.ts';

const FROM_CONSOLE = { startedBy: 'console' } as const;

export interface StationFolders {
  readonly base: string;
  readonly sandbox: string;
  /** The engine's data directory. */
  readonly data: string;
}

export function createFolders(): StationFolders {
  const base = mkdtempSync(join(tmpdir(), 'syncflow-console-'));
  const folders = { base, sandbox: join(base, 'sandbox'), data: join(base, 'data') };
  mkdirSync(folders.data);
  return folders;
}

export function copyFolders(from: string): StationFolders {
  const folders = createFolders();
  cpSync(from, folders.base, { recursive: true });
  return folders;
}

export function removeFolders({ base }: StationFolders): void {
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A week behind it: everything synced once, changes in the ERP and a sync of them on most days, deletes put on hold. */
export async function createSyncedFolders(): Promise<StationFolders> {
  const folders = createFolders();
  const clock = createShiftedClock();
  const sandbox = await createSandbox({ dataDir: folders.sandbox, now: clock.now });
  const engine = await createTestEngine({ sandbox, dataDir: folders.data, clock });
  try {
    await engine.importSandboxEntities();
    clock.goBack(7);
    await engine.sync('all', FROM_CONSOLE);
    for (const days of [6, 5, 3, 2]) {
      clock.goBack(days);
      sandbox.control.change({ api: 'products', updates: 12, inserts: 5, seed: days });
      sandbox.control.change({ api: 'purchase_orders', updates: 8, inserts: 3, seed: days });
      await engine.sync(['product', 'purchase_order'], FROM_CONSOLE);
    }
    clock.goBack(1);
    sandbox.control.change({ api: 'inventory', updates: 4, deletes: 7, seed: 1 });
    await engine.sync(['inventory'], { syncType: 'full', ...FROM_CONSOLE });
    clock.goBack(0);
    await engine.sync('all', FROM_CONSOLE);
    // What the next sync, dry run or the operator finds.
    sandbox.control.change({ api: 'products', updates: 40, inserts: 6, deletes: 2, seed: 20 });
  } finally {
    await engine.close();
    await sandbox.close();
  }
  return folders;
}
