// The keys of every command that has one, and of the frame itself. `?` shows them all.

import { useHotkeys, type HotkeyConfig } from '@blueprintjs/core';
import { useMemo, type ReactNode } from 'react';
import { useCommandStore, useCommands, type Command } from '../state/commands.ts';
import { goTo } from '../state/location.ts';
import { savePreferences, usePreferences, ZOOMS } from '../state/preferences.ts';
import { undoLast } from '../state/toasts.ts';
import { openPalette, toggleLog } from './overlay-store.ts';
import { ROUTES } from './routes.tsx';

export function Shortcuts(): ReactNode {
  const { theme, zoom } = usePreferences();
  useCommands(
    useMemo(
      (): readonly Command[] => [
        ...ROUTES.map((route, at) => ({
          id: `go${route.path}`,
          label: `Go to ${route.label}`,
          group: 'Screens',
          combo: `ctrl+${at + 1}`,
          inFields: true,
          run: () => goTo(route.path),
        })),
        {
          id: 'palette',
          label: 'Search and commands',
          group: 'Console',
          combo: 'mod+k',
          inFields: true,
          run: openPalette,
        },
        { id: 'log', label: 'Show or hide the log', group: 'Console', combo: 'mod+j', inFields: true, run: toggleLog },
        { id: 'undo', label: 'Undo the last action', group: 'Console', combo: 'mod+z', run: undoLast },
        { id: 'settings', label: 'Open the settings', group: 'Console', combo: 'mod+,', run: () => goTo('/settings') },
        { id: 'filter', label: 'Go to the filter of this list', group: 'Console', combo: '/', run: focusFilter },
        {
          id: 'theme',
          label: theme === 'dark' ? 'Use the light theme' : 'Use the dark theme',
          group: 'Console',
          run: () => savePreferences({ theme: theme === 'dark' ? 'light' : 'dark' }),
        },
        {
          id: 'zoom-in',
          label: 'Make everything larger',
          group: 'Console',
          combo: 'mod+plus',
          run: () => savePreferences({ zoom: ZOOMS.find((percent) => percent > zoom) ?? zoom }),
        },
        {
          id: 'zoom-out',
          label: 'Make everything smaller',
          group: 'Console',
          combo: 'mod+minus',
          run: () => savePreferences({ zoom: ZOOMS.findLast((percent) => percent < zoom) ?? zoom }),
        },
      ],
      [theme, zoom],
    ),
  );
  const bySource = useCommandStore((state) => state.bySource);
  const hotkeys = useMemo(() => [...byCombo(Object.values(bySource).flat())].map(toHotkey), [bySource]);
  useHotkeys(hotkeys);
  return null;
}

/** A screen's command goes before one of the frame with the same keys: Ctrl+Z in the editor undoes an edit. */
function byCombo(commands: readonly Command[]): ReadonlyMap<string, Command> {
  const isFrame = ({ group }: Command): boolean => group === 'Console';
  const frameFirst = [...commands.filter(isFrame), ...commands.filter((command) => !isFrame(command))];
  return new Map(
    frameFirst.flatMap((command) => (command.combo === undefined ? [] : [[command.combo, command] as const])),
  );
}

function toHotkey([combo, command]: readonly [string, Command]): HotkeyConfig {
  return {
    combo,
    label: command.label,
    group: command.group,
    global: true,
    allowInInput: command.inFields === true,
    disabled: command.isDisabled === true,
    preventDefault: true,
    onKeyDown: () => command.run(),
  };
}

/** Filters are search fields: the first one of the screen. */
function focusFilter(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}
