// Who may talk to main: the top frame of one of our windows, while it shows a page of ours.

import { isAppUrl } from './app-origin.ts';

/** The part of an IPC event that tells who sent it; `IpcMainEvent` and `IpcMainInvokeEvent` both have it. */
export interface SenderOf<Frame extends { readonly url: string }> {
  /** Null where the frame is gone or has navigated since. */
  readonly senderFrame: Frame | null;
  readonly sender: { readonly mainFrame: Frame };
}

export function isTrustedSender<Frame extends { readonly url: string }>(event: SenderOf<Frame>): boolean {
  const { senderFrame } = event;
  return senderFrame !== null && senderFrame === event.sender.mainFrame && isAppUrl(senderFrame.url);
}
