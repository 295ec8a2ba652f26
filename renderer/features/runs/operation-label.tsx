// Insert, Update or Delete by shape, word and colour.

import { AddIcon, EditIcon, TrashIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import { StatusLabel, type Tone } from '../../ui/status-label.tsx';
import type { Operation } from './run-types.ts';

interface OperationLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: ReactElement;
}

export const OPERATION_LOOKS: Readonly<Record<Operation, OperationLook>> = {
  INSERT: { word: 'Insert', tone: 'good', icon: <AddIcon /> },
  UPDATE: { word: 'Update', tone: 'busy', icon: <EditIcon /> },
  DELETE: { word: 'Delete', tone: 'bad', icon: <TrashIcon /> },
};

export function OperationLabel({ operation }: { readonly operation: Operation }): ReactNode {
  const { word, tone, icon } = OPERATION_LOOKS[operation];
  return (
    <StatusLabel tone={tone} icon={icon}>
      {word}
    </StatusLabel>
  );
}
