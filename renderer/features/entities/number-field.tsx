// A number in a text field. What is no whole number stays in the field, marked, and is not taken.

import { InputGroup } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';

export interface NumberFieldProps {
  readonly id?: string;
  readonly label: string;
  readonly value: number | undefined;
  readonly placeholder?: string;
  /** Fractions are taken as well. */
  readonly isDecimal?: boolean;
  /** Undefined where the field was emptied. */
  readonly onValue: (value: number | undefined) => void;
}

const WHOLE = /^-?\d{1,15}$/;
const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;

export function NumberField({
  id,
  label,
  value,
  placeholder,
  isDecimal = false,
  onValue,
}: NumberFieldProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null;
  return (
    <InputGroup
      id={id}
      size="small"
      className="sf-number-field"
      inputMode="decimal"
      value={typed ?? (value === undefined ? '' : String(value))}
      placeholder={placeholder}
      aria-label={label}
      aria-invalid={isWrong}
      title={isWrong ? (isDecimal ? 'Enter a number.' : 'Enter a whole number.') : undefined}
      intent={isWrong ? 'danger' : 'none'}
      onChange={({ currentTarget: { value: text } }) => {
        const trimmed = text.trim();
        const isNumber = (isDecimal ? DECIMAL : WHOLE).test(trimmed);
        setTyped(trimmed === '' || isNumber ? null : text);
        if (trimmed === '') onValue(undefined);
        else if (isNumber) onValue(Number(trimmed));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
