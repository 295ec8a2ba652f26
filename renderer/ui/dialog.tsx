// A question that has to be answered before something that cannot be taken back; says how many records it touches.
// With `typed` the operator types a word first.

import { Button, Dialog, DialogBody, DialogFooter, InputGroup } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The same verb as on the button that led here: "Approve 12 deletes". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly typed?: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { title, children, confirm, isDangerous = false, typed, isBusy = false, onConfirm, onCancel } = props;
  const [text, setText] = useState('');
  const isReady = typed === undefined || text.trim() === typed;
  return (
    <Dialog isOpen title={title} onClose={onCancel} canOutsideClickClose={false}>
      <DialogBody>
        {children}
        {typed !== undefined && (
          <label>
            Type <strong>{typed}</strong> to go on
            <InputGroup value={text} onChange={(event) => setText(event.currentTarget.value)} autoFocus />
          </label>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={onCancel} />
            <Button
              text={confirm}
              intent={isDangerous ? 'danger' : 'primary'}
              disabled={!isReady}
              loading={isBusy}
              onClick={onConfirm}
            />
          </>
        }
      />
    </Dialog>
  );
}
