// The doctor: settings, folder, state, both connections, entities and clock, one sentence each. Changes nothing.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { checkConnection } from '../clients/connection-check.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Clock, Log } from '../host.ts';
import type { Store } from '../repositories/store.ts';
import { readEntityFile, type EntityProblem } from './check-entity-file.ts';
import { findParentProblems, findUnknownParents } from './check-parents.ts';
import { toClientOptions, type SystemKind } from './connection-options.ts';
import { listStoredEntities } from './list-stored-entities.ts';
import { verifyState, type StateNeeds } from './state-info.ts';

export interface HealthCheck {
  readonly area: 'settings' | 'data directory' | 'state' | SystemKind | 'entities' | 'clock';
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
}

export interface HealthReport {
  /** True where nothing failed. */
  readonly is_healthy: boolean;
  readonly checks: readonly HealthCheck[];
}

export interface HealthNeeds extends StateNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Opens the store; only called where the state database is there and sound. */
  readonly withStore: <T>(work: (store: Store) => Promise<T>) => Promise<T>;
}

export async function checkHealth(needs: HealthNeeds): Promise<HealthReport> {
  const { settings } = needs;
  const found = 'All settings are readable and valid.';
  const state = await checkState(needs);
  const hasState = state.status === 'ok' && state.name === 'sound';
  const checks: HealthCheck[] = [
    { area: 'settings', name: 'schema', status: 'ok', message: found },
    await checkDataDir(settings.data_dir),
    state,
    ...(await checkSystem('apismith', needs)),
    ...(await checkSystem('schedulehub', needs)),
    ...(hasState ? await needs.withStore(checkEntities) : []),
    checkClock(needs.clock),
  ];
  return { is_healthy: checks.every((check) => check.status !== 'failed'), checks };
}

async function checkDataDir(path: string): Promise<HealthCheck> {
  const area = 'data directory';
  try {
    const isFolder = (await stat(path)).isDirectory();
    if (!isFolder) return { area, name: 'folder', status: 'failed', message: `${path} is a file. Choose a folder.` };
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { area, name: 'rights', status: 'ok', message: `${path} can be read and written.` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') {
      return { area, name: 'folder', status: 'ok', message: `${path} is created when it is first needed.` };
    }
    const message = `${path} cannot be read and written by this user. Correct its rights, or start SyncFlow with another data directory.`;
    return { area, name: 'rights', status: 'failed', message };
  }
}

async function checkState(needs: HealthNeeds): Promise<HealthCheck> {
  const area = 'state';
  try {
    const report = await verifyState(needs);
    if (report === null) {
      return {
        area,
        name: 'missing',
        status: 'ok',
        message: 'There is no state database yet; the first sync creates it.',
      };
    }
    const [problem] = report.problems;
    if (problem !== undefined) return { area, name: 'damaged', status: 'failed', message: `${problem}.` };
    const pending = report.pending.length;
    if (pending > 0) {
      const message = `The state database is of an older version, ${pending} steps behind. The next start brings it up to date.`;
      return { area, name: 'pending', status: 'warning', message };
    }
    return { area, name: 'sound', status: 'ok', message: 'The state database is whole and up to date.' };
  } catch (error) {
    return { area, name: 'unreadable', status: 'failed', message: sentenceOf(error) };
  }
}

async function checkSystem(system: SystemKind, needs: HealthNeeds): Promise<readonly HealthCheck[]> {
  try {
    const { steps } = await checkConnection(system, toClientOptions(system, needs), needs.signal);
    return steps.map(({ step, status, message }) => ({ area: system, name: step, status, message }));
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'stopped') throw error;
    return [{ area: system, name: 'settings', status: 'failed', message: sentenceOf(error) }];
  }
}

async function checkEntities(store: Store): Promise<readonly HealthCheck[]> {
  const all = await listStoredEntities(store);
  const area = 'entities';
  if (all.size === 0) {
    const message = 'There is no entity yet. Import or map one first.';
    return [{ area, name: 'none', status: 'warning', message }];
  }
  return [...all.values()].map((entity): HealthCheck => {
    const [problem] = [...readEntityFile(JSON.stringify(entity)).problems, ...findParentProblems(entity, all)];
    const [unknown] = findUnknownParents(entity, all);
    if (problem === undefined && unknown !== undefined) {
      const message = `There is no entity ${unknown}, which it names as parent. Import it before the first sync.`;
      return { area, name: entity.name, status: 'failed', message };
    }
    if (problem === undefined) return { area, name: entity.name, status: 'ok', message: 'The mapping is sound.' };
    return {
      area,
      name: entity.name,
      status: 'failed',
      message: toSentence(problem),
    };
  });
}

/** Time zones come with the runtime; one without them reads every local time wrong. */
function checkClock(clock: Clock): HealthCheck {
  const now = new Date(clock.now());
  const winter = new Date(Date.UTC(2025, 0, 15, 12));
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Stockholm', hour: '2-digit' }).format(winter);
  if (hour !== '13') {
    const message = 'The time zone data of this installation is not complete. Install SyncFlow again.';
    return { area: 'clock', name: 'time zones', status: 'failed', message };
  }
  if (now.getUTCFullYear() < 2025) {
    const message = `The clock says ${now.toISOString()}. Set it: tokens, schedules and retries depend on it.`;
    return { area: 'clock', name: 'time', status: 'failed', message };
  }
  return { area: 'clock', name: 'time', status: 'ok', message: `${now.toISOString()}; time zone data is there.` };
}

function toSentence({ message, hint }: EntityProblem): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${hint}`;
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return error.message;
  throw error;
}
