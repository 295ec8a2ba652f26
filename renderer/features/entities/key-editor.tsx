// Which fields tell one record from another.

import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { FieldList } from './field-list.tsx';
import { guessKey } from './field-rows.ts';
import { useSample } from './sample-store.ts';
import { changeSettings, SettingField, SettingsCard, useEntity } from './setting-field.tsx';

export function KeyEditor(): ReactNode {
  const entity = useEntity();
  const columns = useSample((state) => state.columns);
  const guess = entity.business_key.length === 0 ? guessKey(entity, columns) : null;
  return (
    <SettingsCard
      title="Business key"
      help="The target fields that together name one record. Their order is part of the key: changing it makes every record a new one."
    >
      <SettingField label="" path="business_key">
        <FieldList
          label="business key"
          isOrdered
          fields={entity.business_key}
          onFields={(fields) => changeSettings({ business_key: fields })}
        />
      </SettingField>
      {guess !== null && (
        <p className="sf-row">
          <span>
            <strong>{guess}</strong> is filled in every row of the sample, each time with another value.
          </span>
          <Button size="small" text={`Use ${guess}`} onClick={() => changeSettings({ business_key: [guess] })} />
        </p>
      )}
    </SettingsCard>
  );
}
