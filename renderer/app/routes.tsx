// The screens, in the order of the rail. Each is loaded when it is first opened, or once there is time for it.

import {
  CloudUploadIcon,
  DashboardIcon,
  ExchangeIcon,
  IssueNewIcon,
  LayersIcon,
  LinkIcon,
  SettingsIcon,
  TimeIcon,
} from '@blueprintjs/icons';
import { lazy, type ComponentType, type LazyExoticComponent, type ReactElement } from 'react';

export interface Route {
  readonly path: string;
  readonly label: string;
  readonly icon: ReactElement;
  readonly Screen: LazyExoticComponent<ComponentType>;
  readonly load: () => Promise<{ default: ComponentType }>;
}

function screen(load: Route['load']): Pick<Route, 'Screen' | 'load'> {
  return { Screen: lazy(load), load };
}

export const ROUTES: readonly Route[] = [
  {
    path: '/overview',
    label: 'Overview',
    icon: <DashboardIcon />,
    ...screen(async () => ({ default: (await import('../features/overview/overview-page.tsx')).OverviewPage })),
  },
  {
    path: '/entities',
    label: 'Entities',
    icon: <LayersIcon />,
    ...screen(async () => ({ default: (await import('../features/entities/entities-page.tsx')).EntitiesPage })),
  },
  {
    path: '/runs',
    label: 'Runs',
    icon: <ExchangeIcon />,
    ...screen(async () => ({ default: (await import('../features/runs/runs-page.tsx')).RunsPage })),
  },
  {
    path: '/deletes',
    label: 'Held deletes',
    icon: <CloudUploadIcon />,
    ...screen(async () => ({ default: (await import('../features/runs/deletes-page.tsx')).DeletesPage })),
  },
  {
    path: '/failed',
    label: 'Failed records',
    icon: <IssueNewIcon />,
    ...screen(async () => ({ default: (await import('../features/failed/failed-page.tsx')).FailedPage })),
  },
  {
    path: '/waiting',
    label: 'Waiting children',
    icon: <TimeIcon />,
    ...screen(async () => ({ default: (await import('../features/waiting/waiting-page.tsx')).WaitingPage })),
  },
  {
    path: '/connections',
    label: 'Connections',
    icon: <LinkIcon />,
    ...screen(async () => ({
      default: (await import('../features/connections/connections-page.tsx')).ConnectionsPage,
    })),
  },
  {
    path: '/settings',
    label: 'Settings and logs',
    icon: <SettingsIcon />,
    ...screen(async () => ({ default: (await import('../features/settings/settings-page.tsx')).SettingsPage })),
  },
];

/** Brings all screens here while nobody waits: they open at once, also when the engine that serves them is gone. */
export function bringScreens(): void {
  requestIdleCallback(() => {
    // A screen that cannot be had now is asked for again when it is opened, and says then what is wrong.
    for (const { load } of ROUTES) load().catch(() => undefined);
  });
}
