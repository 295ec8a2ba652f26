// The screens, in the order of the rail. Each is loaded when it is first opened.

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
}

export const ROUTES: readonly Route[] = [
  {
    path: '/overview',
    label: 'Overview',
    icon: <DashboardIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/overview/overview-page.tsx')).OverviewPage })),
  },
  {
    path: '/entities',
    label: 'Entities',
    icon: <LayersIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/entities/entities-page.tsx')).EntitiesPage })),
  },
  {
    path: '/runs',
    label: 'Runs',
    icon: <ExchangeIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/runs/runs-page.tsx')).RunsPage })),
  },
  {
    path: '/deletes',
    label: 'Held deletes',
    icon: <CloudUploadIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/runs/deletes-page.tsx')).DeletesPage })),
  },
  {
    path: '/failed',
    label: 'Failed records',
    icon: <IssueNewIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/failed/failed-page.tsx')).FailedPage })),
  },
  {
    path: '/waiting',
    label: 'Waiting children',
    icon: <TimeIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/waiting/waiting-page.tsx')).WaitingPage })),
  },
  {
    path: '/connections',
    label: 'Connections',
    icon: <LinkIcon />,
    Screen: lazy(async () => ({
      default: (await import('../features/connections/connections-page.tsx')).ConnectionsPage,
    })),
  },
  {
    path: '/settings',
    label: 'Settings and logs',
    icon: <SettingsIcon />,
    Screen: lazy(async () => ({ default: (await import('../features/settings/settings-page.tsx')).SettingsPage })),
  },
];
