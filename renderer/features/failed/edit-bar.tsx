// Below the fields while a record is edited: what the mapping says to the edit, and what to do with it.

import { Button, Callout } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { countOf } from '../../ui/format.ts';
import { toChanges } from './edit-changes.ts';
import { clearEdit, leaveEdit, saveEdit, useEdit } from './edit-store.ts';
import type { FailedDetails } from './failed-types.ts';

export function EditBar({ record }: { readonly record: FailedDetails }): ReactNode {
  const { draft, refused, check, isBusy } = useEdit();
  const changes = toChanges(record, draft);
  const isUnchanged = changes.length === 0;
  const errors = check?.errors ?? [];
  return (
    <div className="sf-stack sf-failed-editbar">
      {check !== null && !isUnchanged && (
        <Callout compact intent={errors.length === 0 ? 'success' : 'warning'} role="status">
          {errors.length === 0
            ? 'The mapping accepts these values. ScheduleHub has the last word.'
            : `${countOf(errors.length, 'field')} still refused: ${errors.map(({ message }) => message).join(' ')}`}
        </Callout>
      )}
      {refused[''] !== undefined && (
        <Callout compact intent="danger" role="alert">
          {refused['']}
        </Callout>
      )}
      <div className="sf-row-wrap">
        <Button
          intent="primary"
          text="Save and retry"
          disabled={isUnchanged}
          loading={isBusy}
          onClick={() => void saveEdit(record, 'retry')}
        />
        <Button text="Save the edit" disabled={isUnchanged || isBusy} onClick={() => void saveEdit(record, 'keep')} />
        <Button variant="minimal" text="Cancel" disabled={isBusy} onClick={leaveEdit} />
        {record.patch !== null && (
          <Button variant="minimal" text="Clear the edit" disabled={isBusy} onClick={() => void clearEdit(record)} />
        )}
      </div>
      <p className="sf-muted">
        The edit is kept beside the original and used by a retry. The ERP keeps its own value: correct it there too, or
        the next change of the row brings it back. An empty field means no value.
      </p>
    </div>
  );
}
