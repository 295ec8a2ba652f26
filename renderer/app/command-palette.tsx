// Ctrl+K: everything that can be done right now, found by typing.

import { MenuItem } from '@blueprintjs/core';
import { Omnibar, type ItemRenderer } from '@blueprintjs/select';
import type { ReactNode } from 'react';
import { useCommandStore, type Command } from '../state/commands.ts';
import { closePalette, useOverlays } from './overlay-store.ts';

/** Every word that was typed stands somewhere in the command. */
function matchesCommand(query: string, command: Command): boolean {
  const text = `${command.group} ${command.label}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const renderCommand: ItemRenderer<Command> = (command, { handleClick, handleFocus, modifiers, ref }) =>
  modifiers.matchesPredicate ? (
    <MenuItem
      key={command.id}
      ref={ref}
      active={modifiers.active}
      text={command.label}
      label={command.combo === undefined ? command.group : `${command.group} · ${command.combo}`}
      roleStructure="listoption"
      onClick={handleClick}
      onFocus={handleFocus}
    />
  ) : null;

export function CommandPalette(): ReactNode {
  const isOpen = useOverlays((state) => state.isPaletteOpen);
  const bySource = useCommandStore((state) => state.bySource);
  const commands = Object.values(bySource)
    .flat()
    .filter((command) => command.isDisabled !== true);
  return (
    <Omnibar<Command>
      isOpen={isOpen}
      items={commands}
      itemPredicate={matchesCommand}
      itemRenderer={renderCommand}
      itemsEqual="id"
      resetOnSelect
      noResults={<MenuItem disabled text="Nothing by that name" roleStructure="listoption" />}
      inputProps={{ placeholder: 'What do you want to do?', 'aria-label': 'Search for a command' }}
      onItemSelect={(command) => {
        closePalette();
        command.run();
      }}
      onClose={closePalette}
    />
  );
}
