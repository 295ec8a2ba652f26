// What the entity is called, and what it connects.

import { InputGroup, TextArea } from '@blueprintjs/core';
import { useEffect, useId, type ReactNode } from 'react';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { readTargetFields } from './editor-store.ts';
import { apisResource, targetsResource } from './neighbours.ts';
import { changeSettings, changeSource, SettingField, SettingsCard, useEntity } from './setting-field.tsx';

export function NameSettings({ isNew }: { readonly isNew: boolean }): ReactNode {
  const { name, description, source, target } = useEntity();
  const apis = apisResource((state) => state.data);
  const targets = targetsResource((state) => state.data);
  const id = useId();
  useEffect(() => {
    void apisResource.getState().load(null);
    void targetsResource.getState().load(null);
  }, []);
  return (
    <SettingsCard title="Entity">
      <SettingField
        label="Name"
        path="name"
        help={isNew ? 'Small letters, digits and _, as in work_order' : 'The name stays: runs and records refer to it.'}
      >
        <InputGroup
          id={`${id}-name`}
          aria-label="Name"
          className="sf-mono"
          value={name}
          disabled={!isNew}
          onChange={({ currentTarget: { value } }) => changeSettings({ name: value })}
        />
      </SettingField>
      <SettingField label="Description" path="description">
        <TextArea
          aria-label="Description"
          fill
          autoResize
          value={description}
          onChange={({ currentTarget: { value } }) => changeSettings({ description: value })}
        />
      </SettingField>
      <SettingField label="API of APISmith" path="source.api" help="By its short name, as in the address">
        <ChoiceField
          label="API of APISmith"
          value={source.api}
          allowsOther
          choices={(apis ?? []).map(({ slug, name: title }) => ({ value: slug, label: slug, hint: title }))}
          onChoose={(api) => changeSource({ api })}
        />
      </SettingField>
      <SettingField label="Entity of ScheduleHub" path="target.entity" help={`Usually of the same name: ${name}`}>
        <ChoiceField
          label="Entity of ScheduleHub"
          value={target.entity ?? ''}
          placeholder={name}
          allowsOther
          choices={(targets ?? []).map(({ name: entity }) => ({ value: entity, label: entity }))}
          onChoose={(entity) => {
            changeSettings({ target: entity === name ? {} : { entity } });
            void readTargetFields();
          }}
        />
      </SettingField>
    </SettingsCard>
  );
}
