// A record at each stage side by side, one field a row; the cell at fault is marked and scrolled to. Values can be typed
// over where the record is being edited.

import { InputGroup } from '@blueprintjs/core';
import { LockIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useCallback, type ReactNode } from 'react';
import type { Entity } from '../../../engine/contract/entity.ts';
import { compareFields, keyColumns, toCell, type FieldRow, type StageColumn } from './compare-fields.ts';
import { cellText, currentValue } from './edit-changes.ts';
import { typeValue, useEdit } from './edit-store.ts';
import { FieldCell } from './field-cell.tsx';
import type { FailedDetails } from './failed-types.ts';

export interface FieldsTableProps {
  readonly record: FailedDetails;
  readonly mapping: Entity | null;
  readonly isEditing: boolean;
}

export function FieldsTable({ record, mapping, isEditing }: FieldsTableProps): ReactNode {
  const { check } = useEdit();
  // While it is edited: what the mapping makes of the values as they are typed.
  const shown =
    isEditing && check !== null
      ? { ...record, errors: check.errors, normalized: check.layers.datetime, mapped: check.mapped }
      : record;
  const { rows, reached } = compareFields(shown, mapping);
  const keys = keyColumns(mapping);
  const scrollTo = useCallback((row: HTMLElement | null) => {
    const frame = row?.closest('.sf-failed-fields');
    if (row !== null && frame instanceof HTMLElement) frame.scrollTop = row.offsetTop - frame.clientHeight / 3;
  }, []);
  const firstGuilty = rows.find(({ guilty }) => guilty !== null);
  return (
    <div className="sf-failed-fields" role="region" aria-label="Fields of the record" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">As read</th>
            <th scope="col">{reached.normalized ? 'Normalized' : 'Normalized (not reached)'}</th>
            <th scope="col">{reached.mapped ? 'Mapped' : 'Mapped (not reached)'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr
              key={row.id}
              ref={row === firstGuilty ? scrollTo : undefined}
              className={row.guilty === null ? undefined : 'sf-failed-guilty-row'}
            >
              <th scope="row">
                <FieldName row={row} />
              </th>
              <StageCell row={row} stage="raw">
                {/* A column that feeds several fields is edited in its first row. */}
                {isEditing && row.column !== null && rows.findIndex(({ column }) => column === row.column) === at ? (
                  <ValueField {...{ record, mapping }} column={row.column} isLocked={keys.has(row.column)} />
                ) : (
                  <RawCell row={row} />
                )}
              </StageCell>
              <StageCell row={row} stage="normalized">
                <FieldCell cell={row.normalized} />
              </StageCell>
              <StageCell row={row} stage="mapped">
                <FieldCell cell={row.mapped} />
              </StageCell>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FieldName({ row }: { readonly row: FieldRow }): ReactNode {
  return (
    <>
      <span className="sf-mono">{row.column ?? row.field}</span>
      {row.isKey && <span className="sf-muted"> key</span>}
      {row.column !== null && row.field !== null && (
        <span className="sf-failed-target sf-mono">
          <span className="sf-hidden">goes to </span>
          <span aria-hidden>→ </span>
          {row.field}
        </span>
      )}
      {row.column !== null && row.field === null && <span className="sf-failed-target sf-muted">not mapped</span>}
    </>
  );
}

interface StageCellProps {
  readonly row: FieldRow;
  readonly stage: StageColumn;
  readonly children: ReactNode;
}

function StageCell({ row, stage, children }: StageCellProps): ReactNode {
  const isGuilty = row.guilty === stage;
  const isChanged = stage !== 'raw' && row.changes[stage];
  return (
    <td
      className={isGuilty ? 'sf-failed-guilty' : isChanged ? 'sf-failed-changed' : undefined}
      title={isChanged ? 'Changed by this stage' : undefined}
    >
      {children}
      {isGuilty && (
        <span className="sf-failed-fault">
          <WarningSignIcon size={12} />
          {row.errors.join(' ')}
        </span>
      )}
    </td>
  );
}

/** The edit beside the original, which stays. */
function RawCell({ row }: { readonly row: FieldRow }): ReactNode {
  if (row.edited === null) return <FieldCell cell={row.raw} />;
  return (
    <>
      <s>
        <FieldCell cell={row.raw} />
      </s>
      <span className="sf-failed-edited">
        <span className="sf-muted">Edited: </span>
        <FieldCell cell={row.edited} />
      </span>
    </>
  );
}

interface ValueFieldProps {
  readonly record: FailedDetails;
  readonly mapping: Entity | null;
  readonly column: string;
  readonly isLocked: boolean;
}

function ValueField({ record, mapping, column, isLocked }: ValueFieldProps): ReactNode {
  const { draft, refused } = useEdit();
  const now = currentValue(record, column);
  if (isLocked) {
    return (
      <span className="sf-failed-locked" title="Part of the business key: correct it in the ERP">
        <LockIcon size={12} />
        <FieldCell cell={now} />
        <span className="sf-muted">Part of the key: correct it in the ERP</span>
      </span>
    );
  }
  const text = draft[column] ?? cellText(now);
  return (
    <>
      <InputGroup
        size="small"
        aria-label={`New value of ${column}`}
        aria-invalid={refused[column] !== undefined}
        intent={refused[column] === undefined ? 'none' : 'danger'}
        placeholder="no value"
        value={text}
        onChange={(event) => typeValue(record, mapping, { column, text: event.currentTarget.value })}
      />
      {refused[column] !== undefined && <span className="sf-failed-fault">{refused[column]}</span>}
      {draft[column] !== undefined && draft[column] !== cellText(toCell(rawOf(record, column))) && (
        <span className="sf-muted">
          As read: <FieldCell cell={toCell(rawOf(record, column))} />
        </span>
      )}
    </>
  );
}

function rawOf(record: FailedDetails, column: string): unknown {
  const { raw } = record;
  return typeof raw === 'object' && raw !== null ? Reflect.get(raw, column) : undefined;
}
