// One record of a dry run: what ScheduleHub holds now against what it would hold, field by field.

import { Button } from '@blueprintjs/core';
import { CrossIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { countOf, formatValue } from '../../ui/format.ts';
import { OperationLabel } from './operation-label.tsx';
import type { PlanRecord } from './run-types.ts';

export interface RecordChangesProps {
  readonly record: PlanRecord;
  /** The field the list is filtered by. */
  readonly field: string | null;
  readonly onClose: () => void;
}

const SENTENCES: Readonly<Record<PlanRecord['operation'], string>> = {
  INSERT: 'ScheduleHub does not hold this record. It would be added with these values.',
  UPDATE: 'These fields would change; all others stay as they are.',
  DELETE: 'The ERP no longer has this record. It would be deleted with these values.',
};

export function RecordChanges({ record, field, onClose }: RecordChangesProps): ReactNode {
  const { operation, reference, changes, bk_hash: hash } = record;
  const [hasBefore, hasAfter] = [operation !== 'INSERT', operation !== 'DELETE'];
  return (
    <div className="sf-stack">
      <header className="sf-row">
        <h2 className="sf-changes-reference">{reference}</h2>
        <span className="sf-spacer" />
        <Button variant="minimal" size="small" icon={<CrossIcon />} aria-label="Close the record" onClick={onClose} />
      </header>
      <div>
        <OperationLabel operation={operation} />
        <p className="sf-run-sentence">{SENTENCES[operation]}</p>
      </div>
      <table className="sf-changes">
        <caption>{countOf(changes.length, 'field')}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            {hasBefore && <th scope="col">ScheduleHub now</th>}
            {hasAfter && <th scope="col">After the sync</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.field} className={change.field === field ? 'sf-changes-chosen' : undefined}>
              <th scope="row">{change.field}</th>
              {hasBefore && (
                <td>
                  <Shown value={change.before} isGone />
                </td>
              )}
              {hasAfter && (
                <td>
                  <Shown value={change.after} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="sf-muted">
        Key <span className="sf-mono">{hash}</span>
      </p>
    </div>
  );
}

function Shown({ value, isGone = false }: { readonly value: unknown; readonly isGone?: boolean }): ReactNode {
  if (value === null) return <i className="sf-muted">empty</i>;
  const text = formatValue(value);
  return isGone ? <del>{text}</del> : <ins>{text}</ins>;
}
