// Ctrl+K: everything that can be done right now, found by typing.

import { Menu, MenuItem } from '@blueprintjs/core';
import { Omnibar, type ItemListRenderer, type ItemRenderer } from '@blueprintjs/select';
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

/** The list of Blueprint's own renderer says neither what it is nor what it holds. */
const renderList: ItemListRenderer<Command> = ({ filteredItems, itemsParentRef, menuProps, renderItem }) => (
  <Menu {...menuProps} role="listbox" aria-label="Commands" ulRef={itemsParentRef}>
    {filteredItems.length === 0 ? (
      <MenuItem disabled text="Nothing by that name" roleStructure="listoption" />
    ) : (
      filteredItems.map(renderItem)
    )}
  </Menu>
);

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
      itemListRenderer={renderList}
      itemsEqual="id"
      resetOnSelect
      inputProps={{ placeholder: 'What do you want to do?', 'aria-label': 'Search for a command' }}
      onItemSelect={(command) => {
        closePalette();
        command.run();
      }}
      onClose={closePalette}
    />
  );
}
