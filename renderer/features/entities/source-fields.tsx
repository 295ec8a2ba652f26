// The columns of the sample: type, how full and how varied each is, some values, and which fields read it.

import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { memo, useState, type ReactNode } from 'react';
import { setParams, useParam } from '../../state/location.ts';
import { countOf, formatPercent, formatValue } from '../../ui/format.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { edit, useEditor } from './editor-store.ts';
import { listReaders } from './field-rows.ts';
import type { SampleColumn } from './mapping-answers.ts';
import { useSample } from './sample-store.ts';
import './source-fields.css';

export function SourceFields(): ReactNode {
  const columns = useSample((state) => state.columns);
  const types = useSample((state) => state.sample?.columns);
  const unused = useEditor(
    ({ history }) => columns.filter(({ name }) => listReaders(history.present.entity, name).length === 0).length,
  );
  const [text, setText] = useState('');
  const [isOnlyUnused, setOnlyUnused] = useState(false);
  const wanted = text.trim().toLowerCase();
  return (
    <section className="sf-sources" aria-label="Source fields">
      <header className="sf-area-head">
        <h2>Source fields</h2>
        <span className="sf-muted">{columns.length === 0 ? '' : `${columns.length}, ${unused} unused`}</span>
      </header>
      {columns.length === 0 ? (
        <EmptyState title="No columns yet">They come with the sample: a file, or rows of APISmith.</EmptyState>
      ) : (
        <>
          <div className="sf-area-bar">
            <InputGroup
              type="search"
              size="small"
              value={text}
              placeholder="Find a column"
              aria-label="Find a column"
              onChange={({ currentTarget: { value } }) => setText(value)}
            />
            <Checkbox
              className="sf-flush"
              checked={isOnlyUnused}
              label={`Only unused (${unused})`}
              onChange={() => setOnlyUnused(!isOnlyUnused)}
            />
          </div>
          <ul className="sf-sources-list" tabIndex={0} aria-label="Columns of the sample">
            {columns
              .filter(({ name }) => name.toLowerCase().includes(wanted))
              .map((column) => (
                <SourceField
                  key={column.name}
                  column={column}
                  type={types?.find(({ name }) => name === column.name)?.type ?? column.type}
                  isOnlyUnused={isOnlyUnused}
                />
              ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface SourceFieldProps {
  readonly column: SampleColumn;
  readonly type: string;
  readonly isOnlyUnused: boolean;
}

const SourceField = memo(function SourceField({ column, type, isOnlyUnused }: SourceFieldProps): ReactNode {
  const { name, fill_rate: fill, distinct_share: distinct, samples } = column;
  const readers = useEditor(({ history }) => listReaders(history.present.entity, name).join(', '));
  const rowsRead = useSample((state) => state.rowsRead);
  const picked = useParam('field');
  if (isOnlyUnused && readers !== '') return null;
  const values = samples.map(formatValue).join(', ');
  return (
    <li className="sf-source">
      <div className="sf-row">
        <span className="sf-mono sf-ellipsis" title={name}>
          {name}
        </span>
        <span className="sf-spacer" />
        <span className="sf-muted sf-source-type">{type}</span>
      </div>
      <div
        className="sf-source-facts sf-muted"
        title={`Filled in ${formatPercent(fill * 100)} of the rows; ${formatPercent(distinct * 100)} of its values differ`}
      >
        <meter min={0} max={1} value={fill} aria-label={`${name} is filled in ${formatPercent(fill * 100)}`} />
        <span>{formatPercent(Math.floor(fill * 100))} filled</span>
        <span>{distinct === 1 ? 'all differ' : countOf(Math.round(distinct * fill * rowsRead), 'value')}</span>
      </div>
      <div className="sf-ellipsis sf-muted" title={values}>
        {values === '' ? 'no values' : values}
      </div>
      <div className="sf-row">
        {readers === '' ? (
          <span className="sf-source-unused">unused</span>
        ) : (
          <a
            className="sf-ellipsis"
            href="#mapping-rows"
            title={countOf(readers.split(', ').length, 'field')}
            onClick={(event) => {
              event.preventDefault();
              setParams({ field: readers.split(', ')[0] ?? null });
            }}
          >
            {readers}
          </a>
        )}
        <span className="sf-spacer" />
        {picked !== null && !readers.split(', ').includes(picked) && (
          <Button
            className="sf-source-use"
            size="small"
            variant="minimal"
            text="Use"
            aria-label={`Map ${name} to ${picked}`}
            title={`Map ${name} to ${picked}`}
            onClick={() => {
              const field = useEditor.getState().targetFields?.find((one) => one.name === picked);
              edit({ kind: 'map', target: picked, source: name, ...(field === undefined ? {} : { field }) });
            }}
          />
        )}
      </div>
    </li>
  );
});
