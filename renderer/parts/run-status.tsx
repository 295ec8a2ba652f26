// The status of a run in words, shape and colour: one table for every screen.

import {
  CircleIcon,
  CrossCircleIcon,
  DisableIcon,
  PauseIcon,
  PlayIcon,
  StopIcon,
  TickIcon,
  TimeIcon,
  WarningSignIcon,
} from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import type { BatchStatus } from '../../engine/contract/batch.ts';
import { formatCount } from '../ui/format.ts';
import { StatusLabel, type Tone } from '../ui/status-label.tsx';

interface StatusLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: ReactElement;
}

const LOOKS: Readonly<Record<BatchStatus | 'interrupted' | 'none', StatusLook>> = {
  none: { word: 'Not run yet', tone: 'quiet', icon: <CircleIcon /> },
  pending: { word: 'Waiting for its turn', tone: 'quiet', icon: <TimeIcon /> },
  running: { word: 'Running', tone: 'busy', icon: <PlayIcon /> },
  paused: { word: 'Paused', tone: 'busy', icon: <PauseIcon /> },
  completed: { word: 'Completed', tone: 'good', icon: <TickIcon /> },
  completed_with_failures: { word: 'Completed with failures', tone: 'warning', icon: <WarningSignIcon /> },
  cancelled: { word: 'Stopped', tone: 'quiet', icon: <StopIcon /> },
  failed: { word: 'Failed', tone: 'bad', icon: <CrossCircleIcon /> },
  interrupted: { word: 'Interrupted', tone: 'warning', icon: <DisableIcon /> },
};

export interface RunStatusProps {
  readonly status: BatchStatus | null;
  readonly isInterrupted?: boolean;
  readonly requestedAction?: 'pause' | 'stop' | null;
  /** Records that failed, told beside "Completed". */
  readonly failed?: number;
}

/** The word alone, for titles, filters and sentences. */
export function runStatusWord(status: BatchStatus | null, isInterrupted = false): string {
  return LOOKS[isInterrupted ? 'interrupted' : (status ?? 'none')].word;
}

export function RunStatus({ status, isInterrupted = false, requestedAction, failed = 0 }: RunStatusProps): ReactNode {
  const look = LOOKS[isInterrupted ? 'interrupted' : (status ?? 'none')];
  const asked =
    status !== 'running' || isInterrupted
      ? null
      : requestedAction === 'pause'
        ? 'Pausing'
        : requestedAction === 'stop'
          ? 'Stopping'
          : null;
  const word =
    status === 'completed_with_failures' && failed > 0 ? `Completed, ${formatCount(failed)} failed` : look.word;
  return (
    <StatusLabel tone={look.tone} icon={look.icon}>
      {asked ?? word}
    </StatusLabel>
  );
}
