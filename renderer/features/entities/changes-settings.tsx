// How changes are told, and what happens with records that the source no longer has.

import { HTMLSelect } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { FieldList } from './field-list.tsx';
import { NumberField } from './number-field.tsx';
import { changeSettings, SettingField, SettingsCard, useEntity } from './setting-field.tsx';

const STRATEGIES = [
  { value: 'auto', label: 'By row version, checked by content' },
  { value: 'hash', label: 'By content alone' },
  { value: 'rowversion', label: 'By row version alone' },
];
const POLICIES = [
  { value: 'never', label: 'Never delete in ScheduleHub' },
  { value: 'hold', label: 'Hold every delete for approval' },
  { value: 'delete', label: 'Delete; hold those over the limits' },
];

export function ChangesSettings(): ReactNode {
  const { delta, deletes } = useEntity();
  const changeDelta = (patch: Partial<typeof delta>): void => changeSettings({ delta: { ...delta, ...patch } });
  const changeDeletes = (patch: Partial<typeof deletes>): void => changeSettings({ deletes: { ...deletes, ...patch } });
  return (
    <>
      <SettingsCard title="Changes">
        <SettingField label="How a change is told" path="delta.strategy">
          <HTMLSelect
            aria-label="How a change is told"
            value={delta.strategy}
            options={STRATEGIES}
            onChange={({ currentTarget: { value } }) =>
              changeDelta({ strategy: value === 'hash' || value === 'rowversion' ? value : 'auto' })
            }
          />
        </SettingField>
        <SettingField
          label="Overlap in seconds"
          path="delta.overlap_seconds"
          help="How far before the last run it reads again, where row versions are times"
        >
          <NumberField
            label="Overlap in seconds"
            isDecimal
            value={delta.overlap_seconds}
            onValue={(seconds) => changeDelta({ overlap_seconds: seconds ?? 300 })}
          />
        </SettingField>
        <SettingField
          label="Overlap in versions"
          path="delta.overlap_versions"
          help="The same where row versions are numbers"
        >
          <NumberField
            label="Overlap in versions"
            value={delta.overlap_versions}
            onValue={(versions) => changeDelta({ overlap_versions: versions ?? 0 })}
          />
        </SettingField>
        <SettingField
          label="Fields whose change alone sends nothing"
          path="delta.exclude_from_hash"
          help="They are sent along when something else changes."
        >
          <FieldList
            label="fields that are not compared"
            fields={delta.exclude_from_hash}
            onFields={(fields) => changeDelta({ exclude_from_hash: fields })}
          />
        </SettingField>
      </SettingsCard>
      <SettingsCard title="Deletes" help="Only records that SyncFlow itself sent, and only after a complete full sync.">
        <SettingField label="Records that the source no longer has" path="deletes.policy">
          <HTMLSelect
            aria-label="Records that the source no longer has"
            value={deletes.policy}
            options={POLICIES}
            onChange={({ currentTarget: { value } }) =>
              changeDeletes({ policy: value === 'never' || value === 'delete' ? value : 'hold' })
            }
          />
        </SettingField>
        <SettingField label="Limit in records" path="deletes.max_count">
          <NumberField
            label="Limit in records"
            value={deletes.max_count}
            onValue={(count) => changeDeletes({ max_count: count ?? 10 })}
          />
        </SettingField>
        <SettingField label="Limit in percent" path="deletes.max_percent" help="Held where both limits are passed">
          <NumberField
            label="Limit in percent"
            isDecimal
            value={deletes.max_percent}
            onValue={(percent) => changeDeletes({ max_percent: percent ?? 10 })}
          />
        </SettingField>
      </SettingsCard>
    </>
  );
}
