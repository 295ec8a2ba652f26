// How the console looks and is used; kept on this computer, in force at once.

import { Button, HTMLSelect, Radio, RadioGroup, Switch } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { savePreferences, usePreferences, ZOOMS, type Density, type Theme } from '../../state/preferences.ts';
import { showToast } from '../../state/toasts.ts';

export function AppearanceTab(): ReactNode {
  const { theme, density, zoom, hasLetterKeys, savedFilters } = usePreferences();
  const filters = Object.values(savedFilters).reduce((sum, list) => sum + list.length, 0);
  return (
    <div className="sf-settings-panel">
      <RadioGroup
        label="Theme"
        selectedValue={theme}
        // Safe: the values below are the themes.
        onChange={(event) => savePreferences({ theme: event.currentTarget.value as Theme })}
      >
        <Radio value="system" label="As the system says" />
        <Radio value="light" label="Light" />
        <Radio value="dark" label="Dark" />
      </RadioGroup>
      <RadioGroup
        label="Rows of lists"
        selectedValue={density}
        // Safe: the values below are the densities.
        onChange={(event) => savePreferences({ density: event.currentTarget.value as Density })}
      >
        <Radio value="compact" label="Compact" />
        <Radio value="normal" label="Normal" />
        <Radio value="comfortable" label="Comfortable" />
      </RadioGroup>
      <label className="sf-row">
        Size of everything
        <HTMLSelect
          value={zoom}
          options={ZOOMS.map((percent) => ({ value: percent, label: `${percent} %` }))}
          onChange={(event) => savePreferences({ zoom: Number(event.currentTarget.value) })}
        />
      </label>
      <Switch
        checked={hasLetterKeys}
        label="Single letters as shortcuts while a list has the focus (R to retry, E to edit …)"
        onChange={(event) => savePreferences({ hasLetterKeys: event.currentTarget.checked })}
      />
      <div className="sf-row-wrap">
        <Button
          text="Forget widths of panes"
          onClick={() => {
            savePreferences({ paneWidths: {} });
            showToast({ message: 'Panes have their usual widths again.' });
          }}
        />
        <span className="sf-muted">{filters === 0 ? 'No saved filters.' : `${filters} saved filters.`}</span>
      </div>
    </div>
  );
}
