// The log at the bottom, opened with Ctrl+J.

import { Button } from '@blueprintjs/core';
import { CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { LogView } from '../parts/log-view.tsx';
import { toggleLog, useOverlays } from './overlay-store.ts';

export function LogDrawer(): ReactNode {
  const isOpen = useOverlays((state) => state.isLogOpen);
  if (!isOpen) return null;
  return (
    <section className="sf-drawer" aria-label="Log">
      <header className="sf-drawer-head">
        <h2>Log</h2>
        <span className="sf-spacer" />
        <Button variant="minimal" size="small" icon={<CrossIcon />} aria-label="Close the log" onClick={toggleLog} />
      </header>
      <LogView />
    </section>
  );
}
