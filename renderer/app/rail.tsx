// The screens at the left, with a badge where somebody is needed.

import { Button } from '@blueprintjs/core';
import { ChevronLeftIcon, ChevronRightIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { usePlace } from '../state/location.ts';
import { useOverview, type Overview } from '../state/overview.ts';
import { savePreferences, usePreferences } from '../state/preferences.ts';
import { formatCount } from '../ui/format.ts';
import { ROUTES } from './routes.tsx';

function badgeOf(path: string, overview: Overview | null): { count: number; what: string } | null {
  if (overview === null) return null;
  const { open, exhausted } = overview.failed_by_status;
  const badges: Readonly<Record<string, { count: number; what: string }>> = {
    '/failed': { count: open + exhausted, what: 'failed records' },
    '/waiting': { count: overview.waiting, what: 'waiting children' },
    '/deletes': { count: overview.held_deletes, what: 'deletes to decide' },
  };
  const badge = badges[path];
  return badge === undefined || badge.count === 0 ? null : badge;
}

export function Rail(): ReactNode {
  const path = usePlace((place) => place.path);
  const overview = useOverview();
  const isFolded = usePreferences((preferences) => preferences.isRailFolded);
  return (
    <nav className={isFolded ? 'sf-rail sf-rail-folded' : 'sf-rail'} aria-label="Screens">
      <ul>
        {ROUTES.map((route) => {
          const isHere = path === route.path || path.startsWith(`${route.path}/`);
          const badge = badgeOf(route.path, overview);
          return (
            <li key={route.path}>
              <a href={`#${route.path}`} aria-current={isHere ? 'page' : undefined} title={route.label}>
                {route.icon}
                <span className="sf-rail-label">{route.label}</span>
                {badge !== null && (
                  <span className="sf-rail-badge">
                    {badge.count > 9999 ? '9,999+' : formatCount(badge.count)}
                    <span className="sf-hidden"> {badge.what}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
      <Button
        variant="minimal"
        icon={isFolded ? <ChevronRightIcon /> : <ChevronLeftIcon />}
        aria-label={isFolded ? 'Show the names of the screens' : 'Fold the list of screens'}
        onClick={() => savePreferences({ isRailFolded: !isFolded })}
      />
    </nav>
  );
}
