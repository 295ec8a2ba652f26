// The status of a failed record in words, shape and colour.

import { CircleIcon, CrossCircleIcon, DisableIcon, EyeOffIcon, RefreshIcon, TickIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import type { FailedStatus } from '../../../engine/contract/failed-record.ts';
import { StatusLabel, type Tone } from '../../ui/status-label.tsx';
import { STATUS_MEANINGS, STATUS_WORDS } from './failed-words.ts';

const LOOKS: Readonly<Record<FailedStatus, { readonly tone: Tone; readonly icon: ReactElement }>> = {
  open: { tone: 'warning', icon: <CircleIcon /> },
  retrying: { tone: 'busy', icon: <RefreshIcon /> },
  exhausted: { tone: 'bad', icon: <CrossCircleIcon /> },
  resolved: { tone: 'good', icon: <TickIcon /> },
  ignored: { tone: 'quiet', icon: <EyeOffIcon /> },
  superseded: { tone: 'quiet', icon: <DisableIcon /> },
};

export function FailedStatusLabel({ status }: { readonly status: FailedStatus }): ReactNode {
  const { tone, icon } = LOOKS[status];
  return (
    <StatusLabel tone={tone} icon={icon} title={STATUS_MEANINGS[status]}>
      {STATUS_WORDS[status]}
    </StatusLabel>
  );
}
