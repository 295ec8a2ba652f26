// Who this process is and whether another still runs, so that a lease of a dead process is taken over at once.
// On Linux a process is told from a later one with its number by boot and start tick; elsewhere by its number only.

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../operations/services.ts';

export interface ProcessTable {
  /** When the process with this number began, in the system's own terms; null where there is none. */
  readonly startOf: (pid: number) => string | null;
}

/** The identity of this very process. */
export function createProcessIdentity(table: ProcessTable = systemTable()): ProcessIdentity {
  return {
    host: hostname(),
    pid: process.pid,
    started: table.startOf(process.pid) ?? 'unknown',
    isGone: (pid, started) => {
      const now = table.startOf(pid);
      return now === null || now !== started;
    },
  };
}

function systemTable(): ProcessTable {
  const bootId = readText('/proc/sys/kernel/random/boot_id')?.trim();
  if (bootId === undefined) return { startOf: (pid) => (isRunning(pid) ? `pid ${pid}` : null) };
  return {
    startOf: (pid) => {
      const stat = readText(`/proc/${pid}/stat`);
      if (stat === undefined) return null;
      // The name may hold blanks and brackets; field 22 of proc(5) is the 20th after it.
      const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${bootId} ${tick ?? ''}`;
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but for somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // No such process, or no /proc at all.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
