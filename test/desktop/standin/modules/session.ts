// The default session: permissions as the app decides them, and the filter of requests.

import type { Session } from 'electron';
import { strict } from '../strict.ts';

type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0];
type BeforeRequest = Parameters<Session['webRequest']['onBeforeRequest']>[0];
type BeforeRequestDetails = Parameters<NonNullable<BeforeRequest>>[0];

export class StandinSession {
  permissionCheck: CheckHandler = null;
  permissionRequest: RequestHandler = null;
  devicePermission: DeviceHandler = null;
  #beforeRequest: BeforeRequest = null;

  readonly default = strict('session.defaultSession', {
    setPermissionCheckHandler: (handler: CheckHandler) => void (this.permissionCheck = handler),
    setPermissionRequestHandler: (handler: RequestHandler) => void (this.permissionRequest = handler),
    setDevicePermissionHandler: (handler: DeviceHandler) => void (this.devicePermission = handler),
    webRequest: strict('session.defaultSession.webRequest', {
      onBeforeRequest: (handler: BeforeRequest) => void (this.#beforeRequest = handler),
    }),
  } satisfies Pick<
    Session,
    'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
  > & {
    webRequest: object;
  });

  readonly module = strict('session', { defaultSession: this.default });

  isCancelled(details: Pick<BeforeRequestDetails, 'url' | 'method' | 'resourceType'>): Promise<boolean> {
    const handler = this.#beforeRequest;
    if (handler === null) return Promise.resolve(false);
    return new Promise((resolve) => {
      const full = strict('webRequest details', details) as BeforeRequestDetails;
      handler(full, (answer) => resolve(answer.cancel === true));
    });
  }
}
