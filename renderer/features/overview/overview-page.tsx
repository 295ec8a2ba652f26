// How things stand: in words first, then what waits for somebody, the last days, and every entity.

import { Button } from '@blueprintjs/core';
import { EyeOpenIcon, PlayIcon } from '@blueprintjs/icons';
import { useMemo, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useCommands, type Command } from '../../state/commands.ts';
import { goTo } from '../../state/location.ts';
import { overviewResource, type Overview } from '../../state/overview.ts';
import { formatBytes } from '../../ui/format.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { DayStrip } from './day-strip.tsx';
import { EntityTable } from './entity-table.tsx';
import { FirstSteps } from './first-steps-card.tsx';
import { LiveCard } from './live-card.tsx';
import './overview.css';
import { describeStanding, listDuties } from './overview-sentences.ts';

const COMMANDS: readonly Command[] = [
  {
    id: 'overview-sync',
    label: 'Start sync of all entities',
    group: 'Runs',
    run: () => goTo('/runs', { start: 'all' }),
  },
];

export function OverviewPage(): ReactNode {
  const { data: overview, error, reload } = overviewResource();
  useCommands(COMMANDS);
  const canRun = overview !== null && overview.is_configured && overview.entities.length > 0;
  return (
    <Page
      title="Overview"
      isScrolling
      actions={
        <>
          <Button
            text="Start dry run"
            icon={<EyeOpenIcon />}
            disabled={!canRun}
            onClick={() => goTo('/runs', { start: 'all', dry: '1' })}
          />
          <Button
            text="Start sync"
            icon={<PlayIcon />}
            intent="primary"
            disabled={!canRun}
            onClick={() => goTo('/runs', { start: 'all' })}
          />
        </>
      }
    >
      {overview !== null ? (
        <Standing overview={overview} />
      ) : error !== null ? (
        <ShownErrorState error={error} onRetry={() => void reload()} />
      ) : (
        <LoadingState what="how things stand" />
      )}
    </Page>
  );
}

function Standing({ overview }: { readonly overview: Overview }): ReactNode {
  const duties = useMemo(() => listDuties(overview), [overview]);
  return (
    <div className="sf-overview">
      <p className="sf-overview-standing">{describeStanding(overview)}</p>
      <FirstSteps overview={overview} />
      <LiveCard />
      {overview.entities.length > 0 && (
        <div className="sf-overview-cards">
          <section className="sf-card" aria-labelledby="duties">
            <h2 id="duties">Waits for you</h2>
            {duties.length === 0 ? (
              <p className="sf-muted">Nothing. Every record is in ScheduleHub or on its way.</p>
            ) : (
              <ul className="sf-overview-duties">
                {duties.map(({ text, path }) => (
                  <li key={path + text}>
                    <a href={`#${path}`}>{text}</a>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section className="sf-card" aria-labelledby="days">
            <h2 id="days">Last 14 days</h2>
            <DayStrip days={overview.days} />
            <p className="sf-muted">State on this computer: {formatBytes(overview.state_bytes)}</p>
          </section>
        </div>
      )}
      {overview.entities.length > 0 && <EntityTable entities={overview.entities} />}
    </div>
  );
}
