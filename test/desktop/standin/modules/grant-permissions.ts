// Permissions of pages, set in the browser as the app's check handler decides them.

import type { Cdp } from '../cdp.ts';
import type { StandinSession } from './session.ts';

/** Electron's name and the browser's. */
const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'],
  ['midi', 'midi'],
] as const;

export async function grantPermissions(cdp: Cdp, session: StandinSession): Promise<void> {
  const check = session.permissionCheck;
  for (const [electronName, name] of PERMISSIONS) {
    // Without a handler Electron approves.
    const isGranted = check === null || check(null, electronName, '', { isMainFrame: true, securityOrigin: '' });
    await cdp.send('Browser.setPermission', { permission: { name }, setting: isGranted ? 'granted' : 'denied' });
  }
}
