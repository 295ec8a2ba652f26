// The records that have to be in ScheduleHub before these: by entity, with the field that holds each part of their key.

import { Button } from '@blueprintjs/core';
import { AddIcon, CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import type { ParentReference } from '../../../engine/contract/entity.ts';
import { engine } from '../../api/engine.ts';
import { createResource, useResource } from '../../state/resource.ts';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { useProblemAt } from './problem-store.ts';
import { changeSettings, SettingField, SettingsCard, useEntity } from './setting-field.tsx';

/** The business keys of the other entities. */
const keysResource = createResource(async (_nothing: null) => {
  const { entities } = await engine.entities.list({});
  const whole = await Promise.all(entities.map(({ name }) => engine.entities.get({ name })));
  return new Map(whole.map(({ entity }) => [entity.name, entity.business_key]));
});

export function ParentsEditor(): ReactNode {
  const { name, parents } = useEntity();
  const { data: keys } = useResource(keysResource, null);
  const set = (next: ParentReference[]): void => changeSettings({ parents: next });
  const others = [...(keys?.keys() ?? [])].filter((other) => other !== name);
  return (
    <SettingsCard
      title="Parents"
      help="A record whose parent is missing in ScheduleHub waits for it. A record whose parent fields are all empty has no parent."
    >
      <SettingField label="" path="parents">
        <div className="sf-stack">
          {parents.map((parent, at) => (
            // By position: the entity in it is being chosen.
            <ParentRow
              key={at}
              at={at}
              parent={parent}
              parentKey={keys?.get(parent.entity) ?? Object.keys(parent.fields)}
              others={others}
              keyOf={(entity) => keys?.get(entity) ?? []}
              onParent={(next) => set(parents.map((one, index) => (index === at ? next : one)))}
              onRemove={() => set(parents.filter((_one, index) => index !== at))}
            />
          ))}
          <div>
            <Button
              size="small"
              icon={<AddIcon />}
              text="Add a parent"
              onClick={() => set([...parents, { entity: '', fields: {} }])}
            />
          </div>
        </div>
      </SettingField>
    </SettingsCard>
  );
}

interface ParentRowProps {
  readonly at: number;
  readonly parent: ParentReference;
  readonly parentKey: readonly string[];
  readonly others: readonly string[];
  readonly keyOf: (entity: string) => readonly string[];
  readonly onParent: (parent: ParentReference) => void;
  readonly onRemove: () => void;
}

function ParentRow({ at, parent, parentKey, others, keyOf, onParent, onRemove }: ParentRowProps): ReactNode {
  const { mappings } = useEntity();
  const problem = useProblemAt(`parents[${at}]`);
  const targets = mappings.map(({ target_field: target, type }) => ({ value: target, label: target, hint: type }));
  const choose = (entity: string): void => {
    const own = new Set(targets.map(({ value }) => value));
    const same = keyOf(entity).filter((field) => own.has(field));
    onParent({ entity, fields: Object.fromEntries(same.map((field) => [field, field])) });
  };
  return (
    <div className="sf-parent" role="group" aria-label={`Parent ${at + 1}`}>
      <div className="sf-row">
        <ChoiceField
          label={`Entity of parent ${at + 1}`}
          value={parent.entity}
          allowsOther
          placeholder="Entity"
          choices={others.map((other) => ({ value: other, label: other }))}
          onChoose={choose}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<CrossIcon />}
          aria-label={`Remove parent ${at + 1}`}
          onClick={onRemove}
        />
      </div>
      {parentKey.map((field) => (
        <div key={field} className="sf-parent-field">
          <span>
            its <span className="sf-mono">{field}</span> is our
          </span>
          <ChoiceField
            label={`Our field for ${field} of ${parent.entity}`}
            value={parent.fields[field] ?? ''}
            placeholder="Field"
            choices={targets}
            onChoose={(own) => onParent({ ...parent, fields: { ...parent.fields, [field]: own } })}
          />
        </div>
      ))}
      {problem !== null && <p className="sf-field-problem">{problem}</p>}
    </div>
  );
}
