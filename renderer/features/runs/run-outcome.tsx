// How a run ended. The three outcomes of a dry run look unlike each other, and unlike those of a run that sent something.

import { DisableIcon, ErrorIcon, EyeOpenIcon } from '@blueprintjs/icons';
import type { ReactElement, ReactNode } from 'react';
import { RunStatus } from '../../parts/run-status.tsx';
import { StatusLabel, type Tone } from '../../ui/status-label.tsx';
import type { Run } from './run-types.ts';

const PREVIEWS: Readonly<
  Record<NonNullable<Run['preview']>, { readonly word: string; readonly tone: Tone; readonly icon: ReactElement }>
> = {
  previewed: { word: 'Previewed', tone: 'busy', icon: <EyeOpenIcon /> },
  cannot_preview: { word: 'Cannot preview', tone: 'held', icon: <DisableIcon /> },
  failed: { word: 'Dry run failed', tone: 'bad', icon: <ErrorIcon /> },
};

export function RunOutcome({ run }: { readonly run: Run }): ReactNode {
  if (run.preview !== null) {
    const { word, tone, icon } = PREVIEWS[run.preview];
    return (
      <StatusLabel tone={tone} icon={icon}>
        {word}
      </StatusLabel>
    );
  }
  return (
    <RunStatus
      status={run.status}
      isInterrupted={run.is_interrupted}
      requestedAction={run.requested_action}
      failed={run.metrics.failed}
    />
  );
}
