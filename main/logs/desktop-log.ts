// Main's log, and the only writer of its file: JSON lines, secrets taken out, 5 MB a file, ten older files kept.
// electron-log's plain Node edition on purpose: its Electron edition opens a channel to every page, unguarded.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import electronLog from 'electron-log/node';
import type { Clock, Log } from '../../engine/index.ts';
import type { Redact } from './redact.ts';

const MAX_BYTES = 5 * 1024 * 1024;
const KEPT_FILES = 10;

export interface DesktopLogNeeds {
  /** Absolute; made where it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly maxBytes?: number;
}

export function createDesktopLog({ folder, clock, redact, maxBytes = MAX_BYTES }: DesktopLogNeeds): Log {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'syncflow.log');
  const logger = electronLog.create({ logId: path });
  logger.transports.console.level = false;
  const { file } = logger.transports;
  file.level = 'silly';
  file.maxSize = maxBytes;
  file.format = '{text}';
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.resolvePathFn = () => path;
  file.archiveLogFn = ({ path: full }) => rotate(full);
  const write =
    (level: keyof Log): Log[typeof level] =>
    (message, fields = {}) => {
      const at = new Date(clock.now()).toISOString();
      const entry = redact({ at, level, message, ...fields });
      logger[level](JSON.stringify(entry));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** syncflow.log becomes syncflow.1.log, that one syncflow.2.log, and so on; the oldest goes. */
function rotate(path: string): void {
  const numbered = (number: number): string => join(dirname(path), `syncflow.${number}.log`);
  rmSync(numbered(KEPT_FILES), { force: true });
  for (let number = KEPT_FILES - 1; number >= 1; number -= 1) moveIfThere(numbered(number), numbered(number + 1));
  moveIfThere(path, numbered(1));
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
