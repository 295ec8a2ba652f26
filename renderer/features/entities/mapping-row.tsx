// One target field: what it is mapped from, its type, its chain in short; opened, everything about it can be edited.

import { Button, HTMLSelect } from '@blueprintjs/core';
import { ChevronDownIcon, ChevronRightIcon, CrossIcon, KeyIcon, TickIcon, WarningSignIcon } from '@blueprintjs/icons';
import { memo, type ReactNode } from 'react';
import { FIELD_TYPES, type FieldMapping, type FieldType } from '../../../engine/contract/entity.ts';
import { setParams, usePlace } from '../../state/location.ts';
import { ChoiceField, type Choice } from '../../ui/choice-field.tsx';
import { formatPercent } from '../../ui/format.ts';
import { edit, useEditor } from './editor-store.ts';
import { findNext, focusLater } from './focus-later.ts';
import type { TargetField } from './mapping-answers.ts';
import { MappingDetails } from './mapping-details.tsx';
import { usePreview } from './preview-store.ts';
import { useProblems } from './problem-store.ts';
import { describeStep } from './transformation-kinds.ts';

export interface MappingRowProps {
  readonly target: string;
  readonly choices: readonly Choice[];
}

export const MappingRow = memo(function MappingRow({ target, choices }: MappingRowProps): ReactNode {
  const isPicked = usePlace(({ params }) => params['field'] === target);
  const mapping = useEditor(({ history }) =>
    history.present.entity.mappings.find(({ target_field: field }) => field === target),
  );
  const field = useEditor(({ targetFields }) => targetFields?.find(({ name }) => name === target));
  const isKey = useEditor(({ history }) => history.present.entity.business_key.includes(target));
  const problem = useProblems(({ problems }) => problems.find((one) => one.target === target));
  const failing = usePreview(({ failures }) => failures.get(target) ?? 0);
  const pick = (): void => setParams({ field: isPicked ? null : target });
  return (
    <li className={isPicked ? 'sf-field sf-field-picked' : 'sf-field'} data-row={target}>
      <div className="sf-field-line">
        <button
          type="button"
          className="sf-field-name"
          data-field={target}
          aria-expanded={isPicked}
          title={describeTarget(target, field)}
          onClick={pick}
        >
          {isPicked ? <ChevronDownIcon size={12} /> : <ChevronRightIcon size={12} />}
          <span className="sf-ellipsis">{target}</span>
          {(mapping?.is_required === true || field?.is_required === true) && (
            <span className="sf-field-required" title="Required">
              *<span className="sf-hidden"> required</span>
            </span>
          )}
          {isKey && <KeyIcon size={12} title="Part of the business key" />}
        </button>
        <ChoiceField
          label={`Map ${target} from`}
          value={mapping?.source_field ?? ''}
          placeholder="Map from…"
          allowsOther
          choices={choices}
          onChoose={(source) => edit({ kind: 'map', target, source, ...(field === undefined ? {} : { field }) })}
        />
        {mapping === undefined ? (
          <span className="sf-muted sf-field-type">{field?.type ?? ''}</span>
        ) : (
          <HTMLSelect
            className="sf-field-type"
            aria-label={`Type of ${target}`}
            value={mapping.type}
            options={[...FIELD_TYPES]}
            onChange={({ currentTarget: { value } }) =>
              // Safe: the options are the types.
              edit({ kind: 'change', target, patch: { type: value as FieldType } })
            }
          />
        )}
        <span className="sf-field-marks">
          {problem !== undefined && <WarningSignIcon className="sf-bad-icon" size={14} title={problem.message} />}
          {failing > 0 && (
            <span className="sf-field-failing" title={`${failing} of the previewed rows fail here`}>
              {failing}
              <span className="sf-hidden"> rows fail</span>
            </span>
          )}
        </span>
        {mapping === undefined ? (
          <span className="sf-field-remove" />
        ) : (
          <Button
            className="sf-field-remove"
            size="small"
            variant="minimal"
            icon={<CrossIcon size={12} />}
            aria-label={`Unmap ${target}`}
            title={`Unmap ${target}`}
            onClick={({ currentTarget }) => {
              const name = currentTarget.closest('li')?.querySelector<HTMLElement>('[data-field]');
              edit({ kind: 'unmap', target });
              focusLater(() => name);
            }}
          />
        )}
      </div>
      {mapping === undefined ? <SuggestionLine target={target} /> : !isPicked && <Summary mapping={mapping} />}
      {isPicked && problem !== undefined && <p className="sf-field-problem">{problem.message}</p>}
      {isPicked && mapping !== undefined && <MappingDetails mapping={mapping} field={field} isKey={isKey} />}
      {isPicked && mapping === undefined && (
        <p className="sf-muted sf-field-details">{describeTarget(target, field)}. Choose a column to map it from.</p>
      )}
    </li>
  );
});

function describeTarget(target: string, field: TargetField | undefined): string {
  if (field === undefined) return `${target}: ScheduleHub’s description is not known`;
  const { type, is_required: isRequired, max_length: length, description } = field;
  return [
    `${target}: ${type}${isRequired ? ', required' : ''}`,
    length === null ? null : `at most ${length} characters`,
    field.enum === null ? null : `one of ${field.enum.join(', ')}`,
    description,
  ]
    .filter((part) => part !== null && part !== '')
    .join(', ');
}

function Summary({ mapping }: { readonly mapping: FieldMapping }): ReactNode {
  const { transformations, default_value: fallback, validation } = mapping;
  const rules = Object.keys(validation).length;
  const parts = [
    ...transformations.map(describeStep),
    ...(fallback === null ? [] : [`default ${String(fallback)}`]),
    ...(rules === 0 ? [] : [rules === 1 ? '1 rule' : `${rules} rules`]),
  ];
  if (parts.length === 0) return null;
  return (
    <div className="sf-field-summary sf-muted sf-ellipsis" title={parts.join(' → ')}>
      {parts.join(' → ')}
    </div>
  );
}

function SuggestionLine({ target }: { readonly target: string }): ReactNode {
  const suggestion = useEditor(({ history }) =>
    history.present.suggestions.find(({ target_field: field }) => field === target),
  );
  const fields = useEditor((state) => state.targetFields);
  if (suggestion === undefined) return null;
  const { source_field: source, confidence, reason } = suggestion;
  /** Accepting row by row: the next suggestion, or this row's name. */
  const goOn = (button: HTMLElement): void => {
    const next = findNext(button, '[data-accept]') ?? button.closest('li')?.querySelector<HTMLElement>('[data-field]');
    focusLater(() => next);
  };
  return (
    <div className="sf-field-suggestion">
      <span className="sf-ellipsis" title={reason}>
        <span className="sf-mono">{source}</span>?{' '}
        <span className="sf-muted">
          {formatPercent(Math.round(confidence * 100))} sure, {reason}
        </span>
      </span>
      <Button
        size="small"
        icon={<TickIcon size={12} />}
        text="Accept"
        aria-label={`Accept ${source} for ${target}`}
        data-accept={target}
        onClick={({ currentTarget }) => {
          goOn(currentTarget);
          edit({ kind: 'accept', suggestions: [suggestion], fields: fields ?? [] });
        }}
      />
      <Button
        size="small"
        variant="minimal"
        text="Dismiss"
        aria-label={`Dismiss ${source} for ${target}`}
        onClick={({ currentTarget }) => {
          goOn(currentTarget);
          edit({ kind: 'dismiss', suggestions: [suggestion] });
        }}
      />
    </div>
  );
}
