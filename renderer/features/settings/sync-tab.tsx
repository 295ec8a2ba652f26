// How hard a sync works and when it gives up.

import { Button, FormGroup, InputGroup } from '@blueprintjs/core';
import type { SubmitEvent, ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useResource } from '../../state/resource.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import {
  dropSettingsEdit,
  saveSyncSettings,
  settingsResource,
  typeSetting,
  useSettingsForm,
} from './settings-store.ts';
import { findFault, SYNC_SETTINGS, type SettingsAnswer } from './sync-form.ts';

export function SyncTab(): ReactNode {
  const { data, error, reload } = useResource(settingsResource, null);
  if (data !== null) return <SyncForm settings={data} />;
  return error === null ? (
    <LoadingState what="the settings" />
  ) : (
    <ShownErrorState error={error} onRetry={() => void reload()} />
  );
}

function SyncForm({ settings }: { readonly settings: SettingsAnswer }): ReactNode {
  const { edit, isSaving, error } = useSettingsForm();
  const faults = SYNC_SETTINGS.map((setting) => {
    const typed = edit[setting.name];
    return typed === undefined ? null : findFault(setting, typed);
  });
  const isChanged = SYNC_SETTINGS.some(
    ({ name }) => edit[name] !== undefined && edit[name] !== String(settings.sync[name]),
  );
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    void saveSyncSettings(settings);
  };
  return (
    <form className="sf-settings-panel" onSubmit={save}>
      {SYNC_SETTINGS.map((setting, at) => {
        const { name, label, help } = setting;
        const { source, fixed_by: fixed } = settings.sources.sync[name];
        const isFixed = source !== 'none' && source !== 'file';
        const fault = faults[at] ?? error?.fields.find(({ path }) => path === `sync.${name}`)?.message ?? null;
        return (
          <FormGroup
            key={name}
            label={label}
            labelFor={name}
            intent={fault === null ? 'none' : 'danger'}
            helperText={fault ?? (isFixed ? `Fixed by ${fixed ?? source}; change it there.` : help)}
          >
            <InputGroup
              id={name}
              className="sf-settings-number"
              inputMode="decimal"
              value={edit[name] ?? String(settings.sync[name])}
              disabled={isFixed}
              intent={fault === null ? 'none' : 'danger'}
              onChange={(event) => typeSetting(name, event.currentTarget.value)}
            />
          </FormGroup>
        );
      })}
      {error !== null && error.fields.length === 0 && <p role="alert">{error.message}</p>}
      <div className="sf-row-wrap">
        <Button
          type="submit"
          text="Save settings"
          intent="primary"
          loading={isSaving}
          disabled={!isChanged || faults.some((fault) => fault !== null)}
        />
        {isChanged && <Button variant="minimal" text="Discard changes" onClick={dropSettingsEdit} />}
      </div>
      <p className="sf-muted">Saved in {settings.file}. In force from the next run on.</p>
    </form>
  );
}
