// How the API is read: page by page, in which time zone, and what happens where its columns changed.

import { HTMLSelect } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { NumberField } from './number-field.tsx';
import { useSample } from './sample-store.ts';
import { changeSource, SettingField, SettingsCard, useEntity } from './setting-field.tsx';

const ZONES = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

const DRIFT = [
  { value: 'accept', label: 'Go on with the new columns' },
  { value: 'reject_row', label: 'Go on; rows that do not fit fail' },
  { value: 'stop', label: 'Stop the run before anything is read' },
];

export function ReadingSettings(): ReactNode {
  const { source } = useEntity();
  const columns = useSample((state) => state.columns);
  return (
    <SettingsCard title="Reading">
      <SettingField label="Rows per page" path="source.page_size" help="100 to 10,000">
        <NumberField
          label="Rows per page"
          value={source.page_size}
          onValue={(pageSize) => changeSource({ page_size: pageSize ?? 1000 })}
        />
      </SettingField>
      <SettingField
        label="Time zone of the source"
        path="source.time_zone"
        help="For dates and times without an offset. Empty: what the API says, else UTC"
      >
        <ChoiceField
          label="Time zone of the source"
          value={source.time_zone ?? ''}
          allowsOther
          placeholder="as the API says"
          choices={[{ value: '', label: 'As the API says' }, ...ZONES]}
          onChoose={(zone) => changeSource({ time_zone: zone })}
        />
      </SettingField>
      <SettingField
        label="Row version"
        path="source.rowversion_field"
        help="The column that grows with every change of a row. Empty: what the API says"
      >
        <ChoiceField
          label="Row version"
          value={source.rowversion_field ?? ''}
          allowsOther
          placeholder="as the API says"
          choices={[
            { value: '', label: 'As the API says' },
            ...columns.map(({ name, type }) => ({ value: name, label: name, hint: type })),
          ]}
          onChoose={(field) => changeSource({ rowversion_field: field })}
        />
      </SettingField>
      <SettingField label="When the API’s columns changed" path="source.on_drift">
        <HTMLSelect
          aria-label="When the API’s columns changed"
          value={source.on_drift}
          options={DRIFT}
          onChange={({ currentTarget: { value } }) =>
            changeSource({ on_drift: value === 'stop' || value === 'reject_row' ? value : 'accept' })
          }
        />
      </SettingField>
    </SettingsCard>
  );
}
