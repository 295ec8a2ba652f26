// Discarding says how many, what becomes of them, and that they are not lost.

import { FormGroup, InputGroup } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';
import { countOf } from '../../ui/format.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { askDiscard, discard, useWaiting, type Discard } from './waiting-store.ts';

/** The contract's longest line. */
const MAX_REASON = 400;

export function DiscardDialog(): ReactNode {
  const discarding = useWaiting((state) => state.discarding);
  return discarding === null ? null : <DiscardQuestion key={JSON.stringify(discarding.which)} what={discarding} />;
}

function DiscardQuestion({ what }: { readonly what: Discard }): ReactNode {
  const isBusy = useWaiting((state) => state.isDiscarding);
  const [reason, setReason] = useState('');
  const children = countOf(what.count, 'waiting child', 'waiting children');
  return (
    <ConfirmDialog
      title={`Discard ${children}`}
      confirm={`Discard ${children}`}
      isBusy={isBusy}
      onConfirm={() => void discard(what, reason.trim())}
      onCancel={() => askDiscard(null)}
    >
      <p>
        {what.count === 1 ? 'It waits' : 'They wait'} no longer for {what.parent} and{' '}
        {what.count === 1 ? 'becomes' : 'become'} failed records with the cause “Parent missing”, whole: to be retried
        or ignored there. Should the parent come later, {what.count === 1 ? 'it does' : 'they do'} not go by{' '}
        {what.count === 1 ? 'itself' : 'themselves'}.
      </p>
      <FormGroup label="Reason" labelInfo="(optional, for the history)" labelFor="discard-reason">
        <InputGroup
          id="discard-reason"
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </FormGroup>
    </ConfirmDialog>
  );
}
