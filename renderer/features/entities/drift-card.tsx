// Tells when the API's columns are not those the entity knows: which are new, gone or of another type, and which rules they
// touch. Silent where APISmith cannot be asked.

import { Button } from '@blueprintjs/core';
import { WarningSignIcon } from '@blueprintjs/icons';
import { useState, type ReactNode } from 'react';
import { engine } from '../../api/engine.ts';
import { setParams } from '../../state/location.ts';
import { createResource, useResource } from '../../state/resource.ts';
import { countOf } from '../../ui/format.ts';
import { useEditor } from './editor-store.ts';
import { changeSource } from './setting-field.tsx';
import './drift-card.css';

const driftResource = createResource(({ name }: { readonly name: string; readonly version: number }) =>
  engine.mapping.drift({ name }),
);

type DriftColumn = Awaited<ReturnType<typeof engine.mapping.drift>>['columns'][number];

export function DriftCard({ name }: { readonly name: string }): ReactNode {
  const version = useEditor((state) => state.base?.version ?? 0);
  const { data } = useResource(driftResource, { name, version });
  const policy = useEditor(({ history }) => history.present.entity.source.on_drift);
  const listsColumns = useEditor(({ history }) => history.present.entity.source.columns !== undefined);
  const [isHidden, setHidden] = useState(false);
  if (data === null || data.columns.length === 0 || isHidden) return null;
  return (
    <section className="sf-drift" aria-label="The API’s columns changed">
      <header className="sf-row-wrap">
        <WarningSignIcon />
        <h2>{countOf(data.columns.length, 'column')} of the API changed</h2>
        <span>{POLICY[policy]}</span>
        <span className="sf-spacer" />
        {listsColumns && (
          <Button
            size="small"
            text="Take the new columns into this draft"
            onClick={() => changeSource({ columns: [...data.columns_now] })}
          />
        )}
        <Button size="small" variant="minimal" text="Hide" onClick={() => setHidden(true)} />
      </header>
      <ul>
        {data.columns.map((column) => (
          <li key={column.column}>
            <span className="sf-mono">{column.column}</span> {sentenceOf(column)} <Rules column={column} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const POLICY = {
  accept: 'Runs go on with the columns as they are now.',
  reject_row: 'Runs go on; rows that do not fit fail.',
  stop: 'Runs of this entity stop before anything is read.',
} as const;

function sentenceOf({ change, before, after }: DriftColumn): string {
  switch (change) {
    case 'new':
      return `is new${after === null ? '' : ` (${after})`}.`;
    case 'gone':
      return 'is gone.';
    case 'retyped':
      return `was ${before ?? 'unknown'} and is ${after ?? 'unknown'}.`;
  }
}

function Rules({ column: { rules, is_key: isKey } }: { readonly column: DriftColumn }): ReactNode {
  if (rules.length === 0) return <span className="sf-muted">No rule reads it.</span>;
  return (
    <span>
      Touches{' '}
      {rules.map((target, at) => (
        <span key={target}>
          {at > 0 && ', '}
          <a
            href="#mapping-rows"
            onClick={(event) => {
              event.preventDefault();
              setParams({ field: target });
            }}
          >
            {target}
          </a>
        </span>
      ))}
      {isKey && ', part of the business key'}.
    </span>
  );
}
