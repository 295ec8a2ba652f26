// Tells a network drive from a local disk where that is cheap. SQLite's WAL needs shared memory and true locks;
// on a network drive two machines can damage the file without any error.

import { statfs } from 'node:fs/promises';
import { fromFileSystem } from './sqlite-errors.ts';

/** `f_type` of statfs(2) on Linux: NFS, SMB, CIFS, SMB2, AFS, Ceph. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400]);

/** Whether the folder is on a network drive; false where the platform does not tell. */
export async function isOnNetworkDrive(folder: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform === 'win32') return isUncPath(folder);
  if (platform !== 'linux') return false;
  try {
    const { type } = await statfs(folder);
    return NETWORK_TYPES.has(type >>> 0);
  } catch (error) {
    throw fromFileSystem(error, folder);
  }
}

/** `\\server\share`, but not `\\?\C:\` or `\\.\`, which name local devices. */
export function isUncPath(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])[^\\/]/.test(path) || /^[\\/]{2}\?[\\/]UNC[\\/]/i.test(path);
}
