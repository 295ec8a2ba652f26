// Settings and logs, one part at a time; which one stands in the address.
// Tabs say that they are not disabled: Blueprint moves the arrow keys only among tabs that say so.

import { Tab, Tabs } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { desktop } from '../../api/desktop.ts';
import { setParams, useParam } from '../../state/location.ts';
import { Page } from '../../ui/page.tsx';
import { AboutTab } from './about-tab.tsx';
import { AppearanceTab } from './appearance-tab.tsx';
import { DesktopTab } from './desktop-tab.tsx';
import { DiagnosticsTab } from './diagnostics-tab.tsx';
import { LogTab } from './log-tab.tsx';
import './settings.css';
import { SyncTab } from './sync-tab.tsx';

export function SettingsPage(): ReactNode {
  const tab = useParam('tab') ?? 'appearance';
  return (
    <Page title="Settings and logs">
      <Tabs
        id="settings"
        className="sf-settings"
        selectedTabId={tab}
        renderActiveTabPanelOnly
        onChange={(chosen) => setParams({ tab: String(chosen) })}
      >
        <Tab disabled={false} id="appearance" title="Appearance" panel={<AppearanceTab />} />
        <Tab disabled={false} id="sync" title="Sync" panel={<SyncTab />} />
        {desktop !== null && (
          <Tab disabled={false} id="desktop" title="Desktop" panel={<DesktopTab shell={desktop} />} />
        )}
        <Tab disabled={false} id="log" title="Log" panel={<LogTab />} />
        <Tab disabled={false} id="diagnostics" title="Diagnostics" panel={<DiagnosticsTab />} />
        <Tab disabled={false} id="about" title="About" panel={<AboutTab />} />
      </Tabs>
    </Page>
  );
}
