// Asks before entities are removed, and tells which could not be.

import { useState, type ReactNode } from 'react';
import { countOf } from '../../ui/format.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { removeEntities, type Removal } from './entity-actions.ts';
import type { EntityRow } from './entity-rows.ts';
import { ResultDialog } from './result-dialog.tsx';

export interface RemoveEntitiesProps {
  readonly rows: readonly EntityRow[];
  readonly onClose: () => void;
}

export function RemoveEntities({ rows, onClose }: RemoveEntitiesProps): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<readonly Removal[]>([]);
  const what = rows.length === 1 ? (rows[0]?.name ?? '') : countOf(rows.length, 'entity', 'entities');
  const records = rows.reduce((sum, row) => sum + (row.records ?? 0), 0);
  const remove = (): void => {
    setBusy(true);
    void removeEntities(rows.map(({ name }) => name)).then((results) => {
      const left = results.filter(({ why }) => why !== null);
      setBusy(false);
      if (left.length === 0) onClose();
      else setRefused(left);
    });
  };
  if (refused.length > 0) {
    return (
      <ResultDialog
        title="Not everything was removed"
        results={refused.map(({ name, why }) => ({ name, isGood: false, text: 'Refused', details: [why ?? ''] }))}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      title={`Remove ${what}?`}
      confirm={`Remove ${what}`}
      isDangerous
      isBusy={isBusy}
      {...(rows.length === 1 ? { typed: what } : { typed: 'remove' })}
      onConfirm={remove}
      onCancel={onClose}
    >
      <p>
        {rows.length === 1 ? 'The entity goes with all its versions' : 'The entities go with all their versions'}; it
        cannot be undone. ScheduleHub keeps the {countOf(records, 'record')} that were sent, and the history of runs
        stays.
      </p>
    </ConfirmDialog>
  );
}
