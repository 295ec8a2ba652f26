// Why records are set aside: a reason for the history, if there is one. It can be undone, so nothing is confirmed.

import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { countOf } from '../../ui/format.ts';
import { dismissIgnore, ignore, useIgnore } from './ignore-store.ts';
import type { Target } from './target.ts';

/** The contract's longest line. */
const MAX_REASON = 400;

export function IgnoreDialog(): ReactNode {
  const asked = useIgnore((state) => state.asked);
  return asked === null ? null : <IgnoreQuestion key={JSON.stringify(asked.which)} target={asked} />;
}

function IgnoreQuestion({ target }: { readonly target: Target }): ReactNode {
  const isBusy = useIgnore((state) => state.isBusy);
  const [reason, setReason] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void ignore(target, reason.trim());
  };
  return (
    <Dialog isOpen title={`Ignore ${target.words}`} onClose={dismissIgnore}>
      <form onSubmit={submit}>
        <DialogBody>
          <p>
            {target.count === 1 ? 'It is' : 'They are'} set aside, not deleted: the status Ignored shows{' '}
            {target.count === 1 ? 'it' : 'them'}, and Undo brings {target.count === 1 ? 'it' : 'them'} back. New
            failures of the same kind still show here.
          </p>
          <FormGroup label="Reason" labelInfo="(optional, for the history)" labelFor="ignore-reason">
            <InputGroup
              id="ignore-reason"
              autoFocus
              maxLength={MAX_REASON}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </FormGroup>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text="Cancel" onClick={dismissIgnore} />
              <Button
                type="submit"
                intent="primary"
                text={`Ignore ${countOf(target.count, 'record')}`}
                loading={isBusy}
              />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
