// Pause, Resume and Stop of one run, each saying which data stays.

import { Button } from '@blueprintjs/core';
import { PauseIcon, PlayIcon, StopIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { PAUSE_HINT, STOP_DRY_HINT, STOP_HINT } from './run-words.ts';
import { pauseRun, resumeRuns, stopRun, useAsked } from './steering.ts';

export interface RunControlsProps {
  readonly batchUid: string;
  readonly entity: string;
  readonly state: 'running' | 'resumable' | 'pending';
  readonly isDryRun: boolean;
  /** Says below the buttons what they leave behind; else it is said on them. */
  readonly hasHint?: boolean;
}

export function RunControls(props: RunControlsProps): ReactNode {
  const { batchUid, entity, state, isDryRun, hasHint = false } = props;
  const asked = useAsked((byRun) => byRun[batchUid] ?? null);
  const hint = isDryRun ? STOP_DRY_HINT : STOP_HINT;
  return (
    <div className="sf-run-controls">
      <div className="sf-row">
        {state === 'running' && !isDryRun && (
          <Button
            size="small"
            icon={<PauseIcon />}
            text={asked === 'pause' ? 'Pausing' : 'Pause'}
            aria-label={`Pause ${entity}`}
            title={PAUSE_HINT}
            disabled={asked !== null}
            onClick={() => pauseRun(batchUid, entity)}
          />
        )}
        {state === 'resumable' && (
          <Button
            size="small"
            intent="primary"
            icon={<PlayIcon />}
            text="Resume"
            aria-label={`Resume ${entity}`}
            onClick={() => resumeRuns(batchUid)}
          />
        )}
        <Button
          size="small"
          icon={<StopIcon />}
          text={asked === 'stop' ? 'Stopping' : 'Stop'}
          aria-label={`Stop ${entity}`}
          title={hint}
          disabled={asked === 'stop'}
          onClick={() => stopRun(batchUid, entity)}
        />
      </div>
      {hasHint && (
        <p className="sf-muted sf-run-hint">
          {state === 'running' && !isDryRun && (
            <>
              <b>Pause</b>: {PAUSE_HINT}{' '}
            </>
          )}
          <b>Stop</b>: {hint}
        </p>
      )}
    </div>
  );
}
