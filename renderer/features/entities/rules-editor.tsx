// The rules that a field's result has to keep: only those that fit its type, and those that are set already.

import { InputGroup } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import type { FieldMapping, FieldType } from '../../../engine/contract/entity.ts';
import { edit, useEditor } from './editor-store.ts';
import { NumberField } from './number-field.tsx';
import { useProblemAt } from './problem-store.ts';
import { toScalar, toText } from './to-scalar.ts';

type Rule = keyof FieldMapping['validation'];

const RULES: readonly { readonly rule: Rule; readonly label: string; readonly types: readonly FieldType[] }[] = [
  { rule: 'min', label: 'At least', types: ['integer', 'decimal'] },
  { rule: 'max', label: 'At most', types: ['integer', 'decimal'] },
  { rule: 'min_length', label: 'Shortest', types: ['string'] },
  { rule: 'max_length', label: 'Longest', types: ['string'] },
  { rule: 'pattern', label: 'Matches', types: ['string'] },
  { rule: 'enum', label: 'One of, separated by |', types: ['string', 'integer', 'decimal'] },
  { rule: 'not_before', label: 'Not before', types: ['date', 'datetime'] },
  { rule: 'not_after', label: 'Not after', types: ['date', 'datetime'] },
];

export function RulesEditor({ mapping }: { readonly mapping: FieldMapping }): ReactNode {
  const { target_field: target, validation, type } = mapping;
  const at = useEditor(({ history }) =>
    history.present.entity.mappings.findIndex(({ target_field: field }) => field === target),
  );
  const problem = useProblemAt(`mappings[${at}].validation`);
  const set = (patch: Partial<FieldMapping['validation']>): void => {
    const members = Object.entries<unknown>({ ...validation, ...patch }).filter(([, value]) => value !== undefined);
    // Safe: an emptied rule is left out, as in a file; the others are as they were.
    const next = Object.fromEntries(members) as FieldMapping['validation'];
    edit({ kind: 'change', target, patch: { validation: next } });
  };
  const shown = RULES.filter(({ rule, types }) => types.includes(type) || validation[rule] !== undefined);
  if (shown.length === 0) return null;
  return (
    <div className="sf-rules" role="group" aria-label={`Rules of ${target}`}>
      {shown.map(({ rule, label }) => (
        <label key={rule} className="sf-argument">
          {label}
          <RuleField rule={rule} label={label} mapping={mapping} onChange={set} />
        </label>
      ))}
      {problem !== null && <p className="sf-field-problem">{problem}</p>}
    </div>
  );
}

interface RuleFieldProps {
  readonly rule: Rule;
  readonly label: string;
  readonly mapping: FieldMapping;
  readonly onChange: (patch: Partial<FieldMapping['validation']>) => void;
}

function RuleField({ rule, label, mapping: { validation, type }, onChange }: RuleFieldProps): ReactNode {
  switch (rule) {
    case 'min_length':
    case 'max_length':
      return <NumberField label={label} value={validation[rule]} onValue={(value) => onChange({ [rule]: value })} />;
    case 'enum':
      return (
        <InputGroup
          size="small"
          value={(validation.enum ?? []).join('|')}
          placeholder="any"
          onChange={({ currentTarget: { value } }) =>
            onChange({ enum: value === '' ? undefined : value.split('|').map((one) => toScalar(one, type) ?? '') })
          }
        />
      );
    case 'min':
    case 'max':
      return (
        <InputGroup
          size="small"
          value={toText(validation[rule])}
          onChange={({ currentTarget: { value } }) => {
            const scalar = toScalar(value, 'decimal');
            onChange({ [rule]: typeof scalar === 'boolean' || scalar === null ? undefined : scalar });
          }}
        />
      );
    case 'pattern':
    case 'not_before':
    case 'not_after':
      return (
        <InputGroup
          size="small"
          className="sf-mono"
          spellCheck={false}
          value={validation[rule] ?? ''}
          placeholder={rule === 'pattern' ? '' : 'YYYY-MM-DD'}
          onChange={({ currentTarget: { value } }) => onChange({ [rule]: value === '' ? undefined : value })}
        />
      );
  }
}
