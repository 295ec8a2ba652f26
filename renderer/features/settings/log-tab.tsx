// The log of the engine, and how much it writes.

import { HTMLSelect, InputGroup } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { LogView } from '../../parts/log-view.tsx';
import { setParams, useParam } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { saveLogLevel, settingsResource, useSettingsForm, type LogLevel } from './settings-store.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function LogTab(): ReactNode {
  const { data: settings } = useResource(settingsResource, null);
  const error = useSettingsForm((form) => form.error);
  const search = useParam('search') ?? '';
  const source = settings?.sources.log_level.source;
  return (
    <div className="sf-settings-log">
      <div className="sf-row-wrap sf-settings-bar">
        <InputGroup
          type="search"
          aria-label="Search in the log"
          placeholder="Search in the log"
          value={search}
          onChange={(event) => setParams({ search: event.currentTarget.value })}
        />
        {settings !== null && (
          <label className="sf-row">
            The engine writes
            <HTMLSelect
              value={settings.log_level}
              options={LEVELS.map((level) => ({ value: level, label: `${level} and above` }))}
              disabled={source !== 'none' && source !== 'file'}
              // Safe: the options are the levels.
              onChange={(event) => void saveLogLevel(event.currentTarget.value as LogLevel)}
            />
          </label>
        )}
        {error !== null && <span role="alert">{error.message}</span>}
      </div>
      <LogView search={search} />
    </div>
  );
}
