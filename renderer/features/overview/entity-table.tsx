// Every entity with its last run and what it left behind.

import { HTMLTable } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { RunStatus } from '../../parts/run-status.tsx';
import type { Overview } from '../../state/overview.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount, formatDuration } from '../../ui/format.ts';

type EntityRow = Overview['entities'][number];

export function EntityTable({ entities }: { readonly entities: readonly EntityRow[] }): ReactNode {
  return (
    <section aria-labelledby="entities">
      <h2 id="entities">Entities</h2>
      <div className="sf-overview-table">
        <HTMLTable compact>
          <thead>
            <tr>
              <th scope="col">Entity</th>
              <th scope="col">Last run</th>
              <th scope="col">When</th>
              <th scope="col">Lag</th>
              <Figure head>Records</Figure>
              <Figure head>Failed</Figure>
              <Figure head>Waiting</Figure>
              <Figure head>Held deletes</Figure>
            </tr>
          </thead>
          <tbody>
            {entities.map((entity) => (
              <Row key={entity.name} entity={entity} />
            ))}
          </tbody>
        </HTMLTable>
      </div>
    </section>
  );
}

function Row({ entity }: { readonly entity: EntityRow }): ReactNode {
  const { name, description, last_run: run, lag_ms: lag, records, failed, waiting, held_deletes: held } = entity;
  return (
    <tr>
      <th scope="row">
        <a href={`#/entities/${name}`} title={description}>
          {name}
        </a>
      </th>
      <td>
        {run === null ? (
          <RunStatus status={null} />
        ) : (
          <a href={`#/runs?run=${run.batch_uid}`}>
            <RunStatus
              status={run.status}
              isInterrupted={run.is_interrupted}
              requestedAction={run.requested_action}
              failed={run.metrics.failed}
            />
          </a>
        )}
      </td>
      <td>{run === null ? '–' : <Age at={run.started_at} />}</td>
      <td>{lag === null ? '–' : formatDuration(lag)}</td>
      <Figure>{records === null ? '–' : formatCount(records)}</Figure>
      <Figure to={failed === 0 ? null : `#/failed?entity=${name}`}>{formatCount(failed)}</Figure>
      <Figure to={waiting === 0 ? null : `#/waiting?entity=${name}`}>{formatCount(waiting)}</Figure>
      <Figure to={held === 0 ? null : `#/deletes?entity=${name}`}>{formatCount(held)}</Figure>
    </tr>
  );
}

interface FigureProps {
  readonly children: ReactNode;
  readonly head?: boolean;
  readonly to?: string | null;
}

function Figure({ children, head = false, to = null }: FigureProps): ReactNode {
  if (head) {
    return (
      <th scope="col" className="sf-overview-figure">
        {children}
      </th>
    );
  }
  return <td className="sf-overview-figure">{to === null ? children : <a href={to}>{children}</a>}</td>;
}
