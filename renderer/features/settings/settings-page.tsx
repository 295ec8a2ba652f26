// Settings and logs, one part at a time; which one stands in the address.

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
        <Tab id="appearance" title="Appearance" panel={<AppearanceTab />} />
        <Tab id="sync" title="Sync" panel={<SyncTab />} />
        {desktop !== null && <Tab id="desktop" title="Desktop" panel={<DesktopTab shell={desktop} />} />}
        <Tab id="log" title="Log" panel={<LogTab />} />
        <Tab id="diagnostics" title="Diagnostics" panel={<DiagnosticsTab />} />
        <Tab id="about" title="About" panel={<AboutTab />} />
      </Tabs>
    </Page>
  );
}
