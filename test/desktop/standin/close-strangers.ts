// Windows that a page opened by itself: Electron makes none that its app did not allow, the browser opens them first.

import type { Cdp } from './cdp.ts';

/** Where the stand-in's own windows begin. */
export const OWN_BLANK = 'about:blank#standin';

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

export function closeStrangers(cdp: Cdp): void {
  cdp.on<{ targetInfo: TargetInfo }>('Target.targetCreated', ({ targetInfo: { targetId, type, url } }) => {
    if (type !== 'page' || url === OWN_BLANK) return;
    // It may be gone already.
    cdp.send('Target.closeTarget', { targetId }).catch(() => undefined);
  });
}
