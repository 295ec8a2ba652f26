// Everything about one mapped field: its chain, default, whether it is required, its rules, and how its text is read.

import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import type { FieldMapping } from '../../../engine/contract/entity.ts';
import { ChainEditor } from './chain-editor.tsx';
import { edit, useEditor } from './editor-store.ts';
import type { TargetField } from './mapping-answers.ts';
import { RulesEditor } from './rules-editor.tsx';
import { toScalar, toText } from './to-scalar.ts';
import './mapping-details.css';

export interface MappingDetailsProps {
  readonly mapping: FieldMapping;
  readonly field: TargetField | undefined;
  readonly isKey: boolean;
}

export function MappingDetails({ mapping, field, isKey }: MappingDetailsProps): ReactNode {
  const { target_field: target, default_value: fallback, format, type } = mapping;
  const change = (patch: Parameters<typeof changeField>[1]): void => changeField(target, patch);
  const isDate = type === 'date' || type === 'datetime';
  const isNumber = type === 'integer' || type === 'decimal';
  return (
    <div className="sf-field-details">
      <ChainEditor mapping={mapping} />
      <div className="sf-row-wrap">
        <label className="sf-row">
          Default
          <InputGroup
            size="small"
            value={toText(fallback)}
            placeholder="none"
            onChange={({ currentTarget: { value } }) => change({ default_value: toScalar(value, type) })}
          />
        </label>
        <Checkbox
          className="sf-flush"
          label="Required"
          checked={mapping.is_required}
          onChange={() => change({ is_required: !mapping.is_required })}
        />
        <Checkbox className="sf-flush" label="In the business key" checked={isKey} onChange={() => toggleKey(target)} />
        {isNumber && (
          <>
            <Checkbox
              className="sf-flush"
              label="Decimal comma"
              checked={format.decimal_comma}
              onChange={() => change({ format: { ...format, decimal_comma: !format.decimal_comma } })}
            />
            <Checkbox
              className="sf-flush"
              label="Percent"
              checked={format.percent}
              onChange={() => change({ format: { ...format, percent: !format.percent } })}
            />
          </>
        )}
        {isDate && (
          <>
            <Checkbox
              className="sf-flush"
              label="Month before day"
              checked={format.month_first}
              onChange={() => change({ format: { ...format, month_first: !format.month_first } })}
            />
            <Checkbox
              className="sf-flush"
              label="Guess unusual dates"
              checked={format.allow_guess}
              onChange={() => change({ format: { ...format, allow_guess: !format.allow_guess } })}
            />
          </>
        )}
      </div>
      <RulesEditor mapping={mapping} />
      {field !== undefined && (
        <p className="sf-muted sf-field-limits">
          ScheduleHub: {describeLimits(field)}{' '}
          {hasLimits(field) && (
            <Button
              size="small"
              variant="minimal"
              text="Use these limits as rules"
              onClick={() => change({ validation: { ...mapping.validation, ...toRules(field) } })}
            />
          )}
        </p>
      )}
    </div>
  );
}

function changeField(target: string, patch: Extract<Parameters<typeof edit>[0], { kind: 'change' }>['patch']): void {
  edit({ kind: 'change', target, patch });
}

function toggleKey(target: string): void {
  const { business_key: key } = useEditor.getState().history.present.entity;
  const next = key.includes(target) ? key.filter((field) => field !== target) : [...key, target];
  edit({ kind: 'settings', patch: { business_key: next } });
}

function describeLimits({
  type,
  is_required: isRequired,
  max_length: length,
  minimum,
  maximum,
  enum: values,
}: TargetField): string {
  return [
    type,
    isRequired ? 'required' : 'optional',
    length === null ? null : `at most ${length} characters`,
    minimum === null ? null : `at least ${minimum}`,
    maximum === null ? null : `at most ${maximum}`,
    values === null ? null : `one of ${values.join(', ')}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function hasLimits({ max_length: length, minimum, maximum, enum: values }: TargetField): boolean {
  return length !== null || minimum !== null || maximum !== null || values !== null;
}

function toRules({ max_length: length, minimum, maximum, enum: values }: TargetField): FieldMapping['validation'] {
  return {
    ...(length === null ? {} : { max_length: length }),
    ...(minimum === null ? {} : { min: minimum }),
    ...(maximum === null ? {} : { max: maximum }),
    ...(values === null ? {} : { enum: [...values] }),
  };
}
