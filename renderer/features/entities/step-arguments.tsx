// The arguments of one transformation, edited in place.

import { HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import type { Transformation } from '../../../engine/contract/entity.ts';
import { LookupTable } from './lookup-table.tsx';
import { NumberField } from './number-field.tsx';
import { toText } from './to-scalar.ts';

export interface StepArgumentsProps {
  readonly step: Transformation;
  readonly onStep: (step: Transformation) => void;
}

export function StepArguments({ step, onStep }: StepArgumentsProps): ReactNode {
  if (typeof step === 'string') return null;
  switch (step.op) {
    case 'replace':
      return (
        <Arguments>
          <TextArgument
            label="Pattern"
            isMono
            value={step.pattern}
            onText={(pattern) => onStep({ ...step, pattern })}
          />
          <TextArgument label="By" isMono value={step.with} onText={(text) => onStep({ ...step, with: text })} />
          <TextArgument
            label="Flags"
            isMono
            value={step.flags ?? ''}
            placeholder="g"
            onText={(flags) => onStep(withOptional(step, 'flags', flags === '' ? undefined : flags))}
          />
        </Arguments>
      );
    case 'substring':
      return (
        <Arguments>
          <Argument label="From, counted from 0">
            <NumberField label="From" value={step.start} onValue={(start) => onStep({ ...step, start: start ?? 0 })} />
          </Argument>
          <Argument label="Length">
            <NumberField
              label="Length"
              value={step.length}
              placeholder="to the end"
              onValue={(length) => onStep(withOptional(step, 'length', length))}
            />
          </Argument>
        </Arguments>
      );
    case 'pad':
      return (
        <Arguments>
          <Argument label="To length">
            <NumberField
              label="To length"
              value={step.length}
              onValue={(length) => onStep({ ...step, length: length ?? 0 })}
            />
          </Argument>
          <TextArgument label="With" isMono value={step.with} onText={(text) => onStep({ ...step, with: text })} />
          <Argument label="On the">
            <HTMLSelect
              aria-label="Side"
              value={step.side}
              options={['left', 'right']}
              onChange={({ currentTarget: { value } }) =>
                onStep({ ...step, side: value === 'right' ? 'right' : 'left' })
              }
            />
          </Argument>
        </Arguments>
      );
    case 'lookup':
      return (
        <>
          <LookupTable table={step.table} onTable={(table) => onStep({ ...step, table })} />
          <Arguments>
            <Argument label="Anything else">
              <HTMLSelect
                aria-label="Anything else"
                value={step.otherwise ?? 'error'}
                options={[
                  { value: 'keep', label: 'stays as it is' },
                  { value: 'null', label: 'becomes empty' },
                  { value: 'error', label: 'fails' },
                ]}
                onChange={({ currentTarget: { value } }) =>
                  onStep({ ...step, otherwise: value === 'keep' || value === 'null' ? value : 'error' })
                }
              />
            </Argument>
          </Arguments>
        </>
      );
    case 'template':
      return (
        <Arguments>
          <TextArgument
            label="Text; {value} is this field, {COLUMN} another column"
            isMono
            isWide
            value={step.text}
            onText={(text) => onStep({ ...step, text })}
          />
        </Arguments>
      );
    case 'multiply':
      return (
        <Arguments>
          <TextArgument
            label="By"
            isMono
            value={String(step.by)}
            onText={(text) => onStep({ ...step, by: toFactor(text) })}
          />
        </Arguments>
      );
    case 'round':
      return (
        <Arguments>
          <Argument label="Digits after the point">
            <NumberField
              label="Digits"
              value={step.digits}
              onValue={(digits) => onStep({ ...step, digits: digits ?? 0 })}
            />
          </Argument>
        </Arguments>
      );
    case 'constant':
      return (
        <Arguments>
          <TextArgument
            label="Value"
            value={toText(step.value)}
            placeholder="empty"
            onText={(text) => onStep({ ...step, value: text === '' ? null : text })}
          />
        </Arguments>
      );
    case 'expression':
      return (
        <label className="sf-argument">
          JSONata; the columns by name, and value
          <TextArea
            className="sf-mono"
            fill
            autoResize
            value={step.jsonata}
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => onStep({ ...step, jsonata: value })}
          />
        </label>
      );
    case 'uppercase':
    case 'lowercase':
    case 'trim':
    case 'strip_whitespace':
    case 'title_case':
    case 'capitalize':
    case 'remove_special_chars':
    case 'to_boolean':
      return null;
  }
}

function withOptional<Step extends object, Key extends keyof Step>(
  step: Step,
  key: Key,
  value: Step[Key] | undefined,
): Step {
  const { [key]: _before, ...rest } = step;
  // Safe: only optional members are taken away.
  return (value === undefined ? rest : { ...rest, [key]: value }) as Step;
}

/** A number where the text is its shortest form; else the text, so that no digit is lost. */
function toFactor(text: string): number | string {
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

function Arguments({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="sf-arguments">{children}</div>;
}

interface ArgumentProps {
  readonly label: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

function Argument({ label, isWide = false, children }: ArgumentProps): ReactNode {
  return (
    <label className={isWide ? 'sf-argument sf-argument-wide' : 'sf-argument'}>
      {label}
      {children}
    </label>
  );
}

interface TextArgumentProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isMono?: boolean;
  readonly isWide?: boolean;
  readonly onText: (text: string) => void;
}

function TextArgument({
  label,
  value,
  placeholder,
  isMono = false,
  isWide = false,
  onText,
}: TextArgumentProps): ReactNode {
  return (
    <Argument label={label} isWide={isWide}>
      <InputGroup
        size="small"
        className={isMono ? 'sf-mono' : ''}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
    </Argument>
  );
}
