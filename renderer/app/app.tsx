// The console: rail, header, the screen, and what lies over it. Follows the engine while it is shown.

import { HotkeysProvider, OverlaysProvider, PortalProvider } from '@blueprintjs/core';
import { Suspense, useEffect, type ReactNode } from 'react';
import { keepConnected } from '../api/engine.ts';
import { useLink } from '../api/link-state.ts';
import { useRunCommands } from '../features/runs/run-commands.ts';
import { followLiveRuns } from '../state/live-runs.ts';
import { usePlace } from '../state/location.ts';
import { useOverviewFeed } from '../state/overview.ts';
import { EmptyState, LoadingState } from '../ui/list-states.tsx';
import './app.css';
import { CommandPalette } from './command-palette.tsx';
import { EngineBanner } from './engine-banner.tsx';
import { Header } from './header.tsx';
import { LogDrawer } from './log-drawer.tsx';
import { Rail } from './rail.tsx';
import { bringScreens, ROUTES } from './routes.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { Toasts } from './toasts.tsx';
import { useDesktopLinks } from './use-desktop-links.ts';
import { useTheme } from './use-theme.ts';

export function App(): ReactNode {
  useTheme();
  useDesktopLinks();
  useEffect(() => {
    const stops = [keepConnected(), followLiveRuns()];
    bringScreens();
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <PortalProvider portalClassName="sf-portal">
      <OverlaysProvider>
        <HotkeysProvider
          renderDialog={({ hotkeys, isDialogOpen }, { handleDialogClose }) => (
            <ShortcutSheet hotkeys={hotkeys} isOpen={isDialogOpen} onClose={handleDialogClose} />
          )}
        >
          <Frame />
        </HotkeysProvider>
      </OverlaysProvider>
    </PortalProvider>
  );
}

function Frame(): ReactNode {
  const path = usePlace((place) => place.path);
  const phase = useLink((link) => link.phase);
  useOverviewFeed();
  useRunCommands();
  const route = ROUTES.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  const Screen = route?.Screen;
  return (
    <div className="sf-app">
      <a className="sf-skip" href="#main" onClick={skipToMain}>
        Skip to the content
      </a>
      <Header />
      <div className="sf-app-middle">
        <Rail />
        <div className="sf-app-screen">
          <EngineBanner />
          <main id="main" tabIndex={-1}>
            {phase === 'signed-out' ? (
              <EmptyState title="You are not signed in">
                Each link works once. Start <span className="sf-mono">syncflow serve</span> again, or run{' '}
                <span className="sf-mono">npm start</span>, and open the new link.
              </EmptyState>
            ) : Screen === undefined ? (
              <EmptyState title="There is no such screen">Choose one at the left.</EmptyState>
            ) : (
              <ScreenBoundary key={path}>
                <Suspense fallback={<LoadingState what="the screen" />}>
                  <Screen />
                </Suspense>
              </ScreenBoundary>
            )}
          </main>
        </div>
      </div>
      <LogDrawer />
      <CommandPalette />
      <Shortcuts />
      <Toasts />
    </div>
  );
}

function skipToMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
