// Light, dark, or as the system says: one class on the body, so that dialogs and menus follow too.

import { Classes } from '@blueprintjs/core';
import { useEffect, useSyncExternalStore } from 'react';
import { desktop } from '../api/desktop.ts';
import { usePreferences } from '../state/preferences.ts';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(onChange: () => void): () => void {
  prefersDark.addEventListener('change', onChange);
  return () => prefersDark.removeEventListener('change', onChange);
}

export function useTheme(): void {
  const theme = usePreferences((preferences) => preferences.theme);
  const zoom = usePreferences((preferences) => preferences.zoom);
  const isSystemDark = useSyncExternalStore(subscribe, () => prefersDark.matches);
  const isDark = theme === 'dark' || (theme === 'system' && isSystemDark);
  useEffect(() => {
    document.body.classList.toggle(Classes.DARK, isDark);
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  useEffect(() => {
    document.documentElement.style.setProperty('zoom', `${zoom}%`);
  }, [zoom]);
  useEffect(() => {
    // Menus and title bars of the system follow; where there is no shell there is nothing to tell.
    desktop?.preferences.save({ theme }).catch(() => undefined);
  }, [theme]);
}
