// What became of each of several things, one line each.

import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { CrossCircleIcon, TickIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import { StatusLabel } from '../../ui/status-label.tsx';

export interface ResultLine {
  readonly name: string;
  readonly isGood: boolean;
  readonly text: string;
  readonly details?: readonly string[];
}

export interface ResultDialogProps {
  readonly title: string;
  readonly results: readonly ResultLine[];
  readonly children?: ReactNode;
  /** What can be done with the results, beside closing. */
  readonly action?: ReactElement;
  readonly onClose: () => void;
}

export function ResultDialog({ title, results, children, action, onClose }: ResultDialogProps): ReactNode {
  return (
    <Dialog isOpen title={title} className="sf-wide-dialog" onClose={onClose}>
      <DialogBody>
        {children}
        <ul className="sf-results">
          {results.map(({ name, isGood, text, details = [] }, at) => (
            <li key={`${name} ${at}`}>
              <span className="sf-row">
                <strong className="sf-results-name">{name}</strong>
                <StatusLabel tone={isGood ? 'good' : 'bad'} icon={isGood ? <TickIcon /> : <CrossCircleIcon />}>
                  {text}
                </StatusLabel>
              </span>
              {details.map((detail) => (
                <div key={detail} className="sf-muted">
                  {detail}
                </div>
              ))}
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Close" onClick={onClose} />
            {action}
          </>
        }
      />
    </Dialog>
  );
}
