// A sandbox and the state of an engine that has synced it, made once per run of the suite and copied by whoever needs it.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../../sandbox/create-sandbox.ts';
import { createTestEngine } from '../../support/test-engine.ts';

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

/** Everything synced once, then a working day in the ERP: changes, a sync of them, deletes that were put on hold. */
export async function createSyncedFolders(): Promise<StationFolders> {
  const folders = createFolders();
  const sandbox = await createSandbox({ dataDir: folders.sandbox });
  const engine = await createTestEngine({ sandbox, dataDir: folders.data });
  try {
    await engine.importSandboxEntities();
    await engine.sync('all');
    sandbox.control.change({ api: 'products', updates: 12, inserts: 5, seed: 1 });
    sandbox.control.change({ api: 'purchase_orders', updates: 8, inserts: 3, seed: 1 });
    await engine.sync(['product', 'purchase_order']);
    sandbox.control.change({ api: 'inventory', updates: 4, deletes: 7, seed: 1 });
    await engine.sync(['inventory'], { syncType: 'full' });
    // What the next sync, dry run or the operator finds.
    sandbox.control.change({ api: 'products', updates: 40, inserts: 6, deletes: 2, seed: 2 });
  } finally {
    await engine.close();
    await sandbox.close();
  }
  return folders;
}
