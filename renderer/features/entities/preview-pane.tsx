// Twenty rows of the sample through the mapping: whole records, or one field layer by layer.

import { Button, Checkbox } from '@blueprintjs/core';
import { ChevronLeftIcon, ChevronRightIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { MAX_PREVIEW_ROWS } from '../../../engine/contract/sample-limits.ts';
import { setParams, useParam } from '../../state/location.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { useEditor } from './editor-store.ts';
import { LayersTable } from './layers-table.tsx';
import { RecordsTable } from './records-table.tsx';
import { showRowsFrom, usePreview } from './preview-store.ts';
import { useSample } from './sample-store.ts';
import { needsLook, hasProblem } from './trace-layers.ts';
import './table.css';
import './preview-pane.css';

export function PreviewPane(): ReactNode {
  const { rows, isBusy, tookMs, error, from } = usePreview();
  const total = useSample((state) => state.sample?.rows.length ?? 0);
  const picked = useParam('field');
  const mapping = useEditor(({ history }) =>
    history.present.entity.mappings.find(({ target_field: target }) => target === picked),
  );
  const all = useEditor(({ history }) => history.present.entity.mappings);
  const isOnlyProblems = useParam('problems') !== null;
  const shown = (rows ?? [])
    .map((row, at) => ({ row, at: from + at + 1 }))
    .filter(({ row }) => !isOnlyProblems || (mapping === undefined ? hasProblem(row) : needsLook(row, mapping, all)));
  const last = Math.min(total, from + MAX_PREVIEW_ROWS);
  return (
    <div className="sf-preview">
      <header className="sf-area-head">
        <h2>Preview</h2>
        <span className="sf-muted sf-ellipsis">
          {mapping === undefined ? 'records' : `${mapping.source_field} → ${mapping.target_field}`}
        </span>
        <span className="sf-spacer" />
        <span className="sf-muted sf-number" role="status">
          {isBusy ? 'Working …' : tookMs === null ? '' : `${Math.max(1, Math.round(tookMs))} ms`}
        </span>
      </header>
      {total > 0 && (
        <div className="sf-area-bar">
          <Checkbox
            className="sf-flush"
            label="Only problems"
            checked={isOnlyProblems}
            onChange={() => setParams({ problems: isOnlyProblems ? null : '1' })}
          />
          <span className="sf-spacer" />
          <Button
            size="small"
            variant="minimal"
            icon={<ChevronLeftIcon />}
            aria-label="Earlier rows of the sample"
            disabled={from === 0}
            onClick={() => showRowsFrom(Math.max(0, from - MAX_PREVIEW_ROWS))}
          />
          <span className="sf-number">
            rows {from + 1}–{last} of {total}
          </span>
          <Button
            size="small"
            variant="minimal"
            icon={<ChevronRightIcon />}
            aria-label="Later rows of the sample"
            disabled={last >= total}
            onClick={() => showRowsFrom(from + MAX_PREVIEW_ROWS)}
          />
        </div>
      )}
      {error !== null && (
        <p className="sf-field-problem" role="alert">
          {error.title}. {error.message} {rows === null ? '' : 'Below is the last result.'}
        </p>
      )}
      {total === 0 ? (
        <EmptyState title="Nothing to preview yet">
          Drop a CSV, XLSX or JSON file here, or pin rows from APISmith. They are kept, so that this works offline.
        </EmptyState>
      ) : rows === null ? (
        <EmptyState title="Nothing is mapped yet">
          Map a field, and the sample’s rows show up here as you type.
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title={isOnlyProblems ? 'No problems in these rows' : 'Nothing to show'} />
      ) : mapping === undefined ? (
        <RecordsTable rows={shown} />
      ) : (
        <LayersTable rows={shown} mapping={mapping} />
      )}
    </div>
  );
}
