// Where a click on the tray or on a notification leads: the desktop shell says which screen to open.

import { useEffect } from 'react';
import { desktop } from '../api/desktop.ts';

const TRY_AGAIN_MS = 1000;

export function useDesktopLinks(): void {
  useEffect(() => {
    if (desktop === null) return;
    const over = new AbortController();
    void follow(desktop, over.signal);
    return () => over.abort();
  }, []);
}

async function follow(shell: NonNullable<typeof desktop>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { path } of await shell.app.watch_navigation({}, { signal })) {
        window.location.hash = `#${path}`;
      }
    } catch {
      // The shell is being left, or the stream was cut: listening again is all there is to do.
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}
