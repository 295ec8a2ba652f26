// The question before held deletes are approved or discarded. Neither can be taken back here: what is deleted is gone, and
// what is discarded comes back only when the next full sync finds it again.

import { Callout } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { useEnvironment } from '../../state/environment.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { countOf, formatCount } from '../../ui/format.ts';
import { approve, discard, MOST_NAMED, type HeldChoice } from './held-store.ts';

export interface Decision {
  readonly verb: 'Approve' | 'Discard';
  readonly choice: HeldChoice;
}

export function DecideDialog({
  decision,
  onClose,
}: {
  readonly decision: Decision;
  readonly onClose: () => void;
}): ReactNode {
  const { verb, choice } = decision;
  const { entity, count, hashes } = choice;
  const environment = useEnvironment();
  const deletes = `${countOf(count, 'held delete')} of ${entity}`;
  if (hashes !== null && count > MOST_NAMED) {
    return (
      <ConfirmDialog title="Too many to name" confirm="Choose again" onConfirm={onClose} onCancel={onClose}>
        <p>
          At most {formatCount(MOST_NAMED)} deletes can be chosen one by one; {formatCount(count)} are chosen. Choose
          fewer, or decide on all of {entity} at once.
        </p>
      </ConfirmDialog>
    );
  }
  if (verb === 'Discard') {
    return (
      <ConfirmDialog
        title={`Discard ${deletes}?`}
        confirm={`Discard ${countOf(count, 'delete')}`}
        onCancel={onClose}
        onConfirm={() => {
          onClose();
          void discard(choice);
        }}
      >
        <p>
          {count === 1 ? 'The record stays' : `The ${formatCount(count)} records stay`} in ScheduleHub. The next full
          sync that still does not find {count === 1 ? 'it' : 'them'} in the ERP holds {count === 1 ? 'it' : 'them'}{' '}
          again.
        </p>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      title={`Approve ${deletes}?`}
      confirm={`Approve ${countOf(count, 'delete')}`}
      isDangerous
      {...(environment.kind === 'plant' ? { typed: environment.name } : {})}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        void approve(choice);
      }}
    >
      <p>
        <b>The ERP is asked again first.</b> A record that is there again is kept. At most {countOf(count, 'record')}{' '}
        will be deleted in ScheduleHub, {environment.name}, never more.
      </p>
      <Callout intent="warning" compact>
        What is deleted cannot be brought back from here, other than by the ERP having the row again.
      </Callout>
    </ConfirmDialog>
  );
}
