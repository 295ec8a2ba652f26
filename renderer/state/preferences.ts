// How this operator likes the console: kept by the browser or the app on this computer, never by the engine.

import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'normal' | 'comfortable';

/** Percent. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  readonly zoom: number;
  readonly isRailFolded: boolean;
  /** Single letters as shortcuts in lists; can be switched off (WCAG 2.1.4). */
  readonly hasLetterKeys: boolean;
  /** Widths of panes in pixels, by name. */
  readonly paneWidths: Readonly<Record<string, number>>;
  /** Saved filters by screen. */
  readonly savedFilters: Readonly<Record<string, readonly SavedFilter[]>>;
}

export interface SavedFilter {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
}

export const ROW_HEIGHT_PX: Readonly<Record<Density, number>> = { compact: 24, normal: 28, comfortable: 36 };

const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'normal',
  zoom: 100,
  isRailFolded: false,
  hasLetterKeys: true,
  paneWidths: {},
  savedFilters: {},
};

export const usePreferences = create<Preferences>()(persist(() => DEFAULTS, { name: 'syncflow-preferences' }));

export function savePreferences(patch: Partial<Preferences>): void {
  usePreferences.setState(patch);
}
