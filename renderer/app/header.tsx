// The line at the top: which environment this is, whether the engine is there, what runs, and the way to everything else.

import { Button, ProgressBar } from '@blueprintjs/core';
import { SearchIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { useLink, type LinkPhase } from '../api/link-state.ts';
import { useEnvironment } from '../state/environment.ts';
import { useLiveRuns, type LiveRun } from '../state/live-runs.ts';
import { goTo } from '../state/location.ts';
import { formatCount, formatPercent } from '../ui/format.ts';
import { StatusLabel, type Tone } from '../ui/status-label.tsx';
import { CircleIcon, TickIcon, WarningSignIcon } from '@blueprintjs/icons';
import { openPalette } from './overlay-store.ts';

const PHASES: Readonly<Record<LinkPhase, { word: string; tone: Tone; icon: React.ReactElement }>> = {
  connecting: { word: 'Connecting to the engine', tone: 'quiet', icon: <CircleIcon /> },
  ready: { word: 'Engine ready', tone: 'good', icon: <TickIcon /> },
  gone: { word: 'Engine not reachable', tone: 'warning', icon: <WarningSignIcon /> },
  'signed-out': { word: 'Not signed in', tone: 'warning', icon: <WarningSignIcon /> },
};

export function Header(): ReactNode {
  const phase = useLink((link) => link.phase);
  const { kind, name } = useEnvironment();
  const { word, tone, icon } = PHASES[phase];
  return (
    <header className="sf-header" data-environment={kind}>
      <span className="sf-header-brand">SyncFlow</span>
      <span className="sf-ellipsis" title={name}>
        {name}
      </span>
      <StatusLabel tone={tone} icon={icon}>
        {word}
      </StatusLabel>
      <span className="sf-spacer" />
      <LiveRunChip />
      <Button
        size="small"
        icon={<SearchIcon />}
        text="Search and commands"
        endIcon={<kbd>Ctrl K</kbd>}
        onClick={openPalette}
      />
    </header>
  );
}

function LiveRunChip(): ReactNode {
  const runs = useLiveRuns((state) => state.runs);
  const [run] = runs;
  if (run === undefined) return null;
  const share = shareOf(run);
  const { failed, total_fetched: read } = run.metrics;
  const more = runs.length > 1 ? ` and ${runs.length - 1} more` : '';
  return (
    <Button
      size="small"
      className="sf-header-run"
      title={`Show the run of ${run.entity}`}
      onClick={() => goTo('/runs', { run: run.batch_uid })}
    >
      <span>
        {run.entity}
        {more}: {share === null ? `${formatCount(read)} read` : formatPercent(share * 100)}
        {failed > 0 ? `, ${formatCount(failed)} failed` : ''}
      </span>
      <ProgressBar
        {...(share === null ? {} : { value: share })}
        animate={false}
        stripes={share === null}
        intent="primary"
        aria-label={`Rows of ${run.entity} read`}
      />
    </Button>
  );
}

function shareOf({ metrics, total_rows: total }: LiveRun): number | null {
  return total === null || total === 0 ? null : Math.min(1, metrics.total_fetched / total);
}
