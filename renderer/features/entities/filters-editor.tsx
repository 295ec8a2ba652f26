// Which rows of the API belong to the entity.

import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { AddIcon, CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import type { Filter } from '../../../engine/contract/entity.ts';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { useProblemAt } from './problem-store.ts';
import { useSample } from './sample-store.ts';
import { changeSource, SettingField, SettingsCard, useEntity } from './setting-field.tsx';
import { toText } from './to-scalar.ts';

const OPS: readonly { readonly value: Filter['op']; readonly label: string }[] = [
  { value: 'eq', label: 'is' },
  { value: 'ne', label: 'is not' },
  { value: 'gt', label: 'is more than' },
  { value: 'ge', label: 'is at least' },
  { value: 'lt', label: 'is less than' },
  { value: 'le', label: 'is at most' },
  { value: 'in', label: 'is one of, separated by |' },
  { value: 'is_null', label: 'is empty' },
  { value: 'not_null', label: 'is not empty' },
];

function takesValue(op: Filter['op']): boolean {
  return op !== 'is_null' && op !== 'not_null';
}

function toFilter(field: string, op: Filter['op'], text: string): Filter {
  if (!takesValue(op)) return { field, op };
  return { field, op, value: op === 'in' ? text.split('|') : text };
}

function textOf({ value }: Filter): string {
  return Array.isArray(value) ? value.join('|') : toText(value);
}

export function FiltersEditor(): ReactNode {
  const { filters } = useEntity().source;
  const set = (next: Filter[]): void => changeSource({ filters: next });
  return (
    <SettingsCard
      title="Filters"
      help="Only rows that match all of them are read. Rows that no longer match count as seen: they are not deleted."
    >
      <SettingField label="" path="source.filters">
        <div className="sf-stack">
          {filters.map((filter, at) => (
            // By position: everything in it is being edited.
            <FilterRow
              key={at}
              at={at}
              filter={filter}
              onFilter={(next) => set(filters.map((one, index) => (index === at ? next : one)))}
              onRemove={() => set(filters.filter((_one, index) => index !== at))}
            />
          ))}
          <div>
            <Button
              size="small"
              icon={<AddIcon />}
              text="Add a filter"
              onClick={() => set([...filters, { field: '', op: 'eq', value: '' }])}
            />
          </div>
        </div>
      </SettingField>
    </SettingsCard>
  );
}

interface FilterRowProps {
  readonly at: number;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onRemove: () => void;
}

function FilterRow({ at, filter, onFilter, onRemove }: FilterRowProps): ReactNode {
  const columns = useSample((state) => state.columns);
  const problem = useProblemAt(`source.filters[${at}]`);
  const text = textOf(filter);
  return (
    <div className="sf-filter-row" role="group" aria-label={`Filter ${at + 1}`}>
      <ChoiceField
        label={`Column of filter ${at + 1}`}
        value={filter.field}
        allowsOther
        placeholder="Column"
        choices={columns.map(({ name, type }) => ({ value: name, label: name, hint: type }))}
        onChoose={(field) => onFilter({ ...filter, field })}
      />
      <HTMLSelect
        aria-label={`Comparison of filter ${at + 1}`}
        value={filter.op}
        options={[...OPS]}
        onChange={({ currentTarget: { value } }) => {
          const op = OPS.find((one) => one.value === value)?.value ?? 'eq';
          onFilter(toFilter(filter.field, op, text));
        }}
      />
      {takesValue(filter.op) && (
        <InputGroup
          size="small"
          aria-label={`Value of filter ${at + 1}`}
          value={text}
          onChange={({ currentTarget: { value } }) => onFilter(toFilter(filter.field, filter.op, value))}
        />
      )}
      <Button
        size="small"
        variant="minimal"
        icon={<CrossIcon />}
        aria-label={`Remove filter ${at + 1}`}
        onClick={onRemove}
      />
      {problem !== null && <p className="sf-field-problem">{problem}</p>}
    </div>
  );
}
