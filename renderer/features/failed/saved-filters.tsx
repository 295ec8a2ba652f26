// Filters by name, kept on this computer.

import { Button, FormGroup, InputGroup, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { BookmarkIcon, CrossIcon, TickIcon } from '@blueprintjs/icons';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { setParams, usePlace } from '../../state/location.ts';
import { savePreferences, usePreferences, type SavedFilter } from '../../state/preferences.ts';
import { offerUndo } from '../../state/toasts.ts';
import { filterParams, filterPatch, isFiltered } from './failed-params.ts';

const SCREEN = 'failed';

function saveAll(filters: readonly SavedFilter[]): void {
  const { savedFilters } = usePreferences.getState();
  savePreferences({ savedFilters: { ...savedFilters, [SCREEN]: filters } });
}

function removeSaved(saved: readonly SavedFilter[], name: string): void {
  saveAll(saved.filter((one) => one.name !== name));
  offerUndo(`Removed the saved filter ${name}.`, () => saveAll(saved));
}

export function SavedFilters(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const saved = usePreferences(({ savedFilters }) => savedFilters[SCREEN]) ?? [];
  const params = usePlace((place) => place.params);
  const current = JSON.stringify(filterParams(params));
  return (
    <PopoverNext
      isOpen={isOpen}
      onInteraction={setOpen}
      placement="bottom-start"
      content={
        <div className="sf-failed-saved">
          {saved.length > 0 && (
            <Menu aria-label="Saved filters">
              {saved.map((filter) => (
                <MenuItem
                  key={filter.name}
                  text={filter.name}
                  icon={JSON.stringify(filterParams(filter.params)) === current ? <TickIcon /> : <BookmarkIcon />}
                  labelElement={
                    <Button
                      variant="minimal"
                      size="small"
                      icon={<CrossIcon />}
                      aria-label={`Remove the saved filter ${filter.name}`}
                      onClick={(event) => {
                        event.stopPropagation();
                        removeSaved(saved, filter.name);
                      }}
                    />
                  }
                  onClick={() => {
                    setParams(filterPatch(filter.params));
                    setOpen(false);
                  }}
                />
              ))}
              <MenuDivider />
            </Menu>
          )}
          {isFiltered(params) ? (
            <SaveForm
              onSave={(name) => {
                const others = saved.filter((one) => one.name !== name);
                saveAll([...others, { name, params: filterParams(params) }]);
                setOpen(false);
              }}
            />
          ) : (
            <p className="sf-muted">Set a filter, then save it here under a name.</p>
          )}
        </div>
      }
    >
      <Button
        variant="minimal"
        size="small"
        icon={<BookmarkIcon />}
        text={saved.length === 0 ? 'Saved filters' : `Saved filters (${saved.length})`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
      />
    </PopoverNext>
  );
}

function SaveForm({ onSave }: { readonly onSave: (name: string) => void }): ReactNode {
  const [name, setName] = useState('');
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') onSave(name.trim());
  };
  return (
    <form onSubmit={save}>
      <FormGroup label="Save this filter as" labelFor="saved-filter-name">
        <InputGroup
          id="saved-filter-name"
          size="small"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          rightElement={<Button type="submit" size="small" text="Save" disabled={name.trim() === ''} />}
        />
      </FormGroup>
    </form>
  );
}
