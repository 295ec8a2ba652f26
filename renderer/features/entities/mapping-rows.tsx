// The rows of the mapping, one per target field, with what needs somebody's eye above them.

import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { LightbulbIcon } from '@blueprintjs/icons';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { setParams } from '../../state/location.ts';
import type { Choice } from '../../ui/choice-field.tsx';
import { EmptyState, FilteredEmptyState } from '../../ui/list-states.tsx';
import { AddField } from './add-field.tsx';
import { edit, useEditor } from './editor-store.ts';
import { filterTargets, listTargets, sureOnes, type RowFilter } from './field-rows.ts';
import { MappingRow } from './mapping-row.tsx';
import { usePreview } from './preview-store.ts';
import { ProblemList } from './problem-list.tsx';
import { useProblems } from './problem-store.ts';
import { useSample } from './sample-store.ts';
import { suggestMappings } from './take-sample.ts';
import './mapping-rows.css';

const FILTERS: readonly { readonly value: RowFilter; readonly label: string }[] = [
  { value: 'all', label: 'All fields' },
  { value: 'mapped', label: 'Mapped' },
  { value: 'unmapped', label: 'Not mapped' },
  { value: 'problems', label: 'With problems' },
];

export function MappingRows(): ReactNode {
  const [show, setShow] = useState<RowFilter>('all');
  const [text, setText] = useState('');
  const columns = useSample((state) => state.columns);
  const all = useEditor(
    useShallow((state) =>
      listTargets(state.history.present, {
        targetFields: state.targetFields,
        columns: columns.map(({ name }) => name),
      }),
    ),
  );
  const problems = useProblems((state) => state.problems);
  const failures = usePreview((state) => state.failures);
  // Drawn again when the list of rows changes, not with every key: a row looks for itself what stands in it.
  const shown = useEditor(
    useShallow((state) =>
      filterTargets(all, { show, text }, { draft: state.history.present, problems, failing: new Set(failures.keys()) }),
    ),
  );
  const choices = useMemo(
    () => columns.map(({ name, type }): Choice => ({ value: name, label: name, hint: type })),
    [columns],
  );
  const hasSample = useSample((state) => state.sample !== null);
  const isBusy = useSample((state) => state.busy !== null);
  const mapped = useEditor((state) => state.history.present.entity.mappings.length);
  const list = useRef<HTMLOListElement>(null);
  // A link to one field was followed: its row is looked for once the rows are there.
  const hasRows = shown.length > 0;
  useEffect(() => {
    if (hasRows) list.current?.querySelector('.sf-field-picked')?.scrollIntoView({ block: 'nearest' });
  }, [hasRows]);
  return (
    <section className="sf-mapping-fields" aria-label="Mapping" id="mapping-rows">
      <header className="sf-area-head">
        <h2>Mapping</h2>
        <span className="sf-muted">
          {mapped} of {all.length} fields mapped
        </span>
        <span className="sf-spacer" />
        <Button
          size="small"
          icon={<LightbulbIcon />}
          text="Suggest"
          title="Suggest columns for the fields that are not mapped"
          disabled={!hasSample || isBusy}
          onClick={() => void suggestMappings()}
        />
      </header>
      <div className="sf-area-bar">
        <InputGroup
          type="search"
          size="small"
          value={text}
          placeholder="Filter fields"
          aria-label="Filter fields"
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
        <HTMLSelect
          aria-label="Which fields are shown"
          value={show}
          options={[...FILTERS]}
          // Safe: the options are the filters.
          onChange={({ currentTarget: { value } }) => setShow(value as RowFilter)}
        />
      </div>
      <SuggestionBar />
      <ProblemList />
      {all.length === 0 ? (
        <EmptyState title="No fields yet">
          They are ScheduleHub’s when it can be reached, else those you add below or accept from the suggestions.
        </EmptyState>
      ) : shown.length === 0 ? (
        <FilteredEmptyState
          what="fields"
          onClear={() => {
            setShow('all');
            setText('');
          }}
        />
      ) : (
        <ol ref={list} className="sf-mapping-fields-list" aria-label="Target fields" onKeyDown={moveBetweenRows}>
          {shown.map((target) => (
            <MappingRow key={target} target={target} choices={choices} />
          ))}
        </ol>
      )}
      <AddField />
    </section>
  );
}

/**
 * Alt with an arrow: the next or previous row, its details open; arrows on a field's name: only the focus moves.
 * Escape closes the details.
 */
function moveBetweenRows(event: KeyboardEvent<HTMLOListElement>): void {
  // Safe: keys come from elements.
  const from = event.target as HTMLElement;
  if (event.key === 'Escape') {
    from.closest('li[data-row]')?.querySelector<HTMLElement>('[data-field]')?.focus();
    setParams({ field: null });
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const isOnName = from.matches('[data-field]');
  if (!isOnName && !event.altKey) return;
  const names = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[data-field]')];
  const own = from.closest('li[data-row]')?.querySelector('[data-field]');
  const next = names[names.findIndex((name) => name === own) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  if (event.altKey) setParams({ field: next.dataset['field'] ?? null });
}

function SuggestionBar(): ReactNode {
  const suggestions = useEditor((state) => state.history.present.suggestions);
  const fields = useEditor((state) => state.targetFields);
  if (suggestions.length === 0) return null;
  const sure = sureOnes(suggestions);
  return (
    <div className="sf-suggestions" role="status">
      <span>
        <strong>{suggestions.length}</strong> suggested, <strong>{sure.length}</strong> of them over 90 % sure. Nothing
        is taken before you accept it.
      </span>
      <span className="sf-row-wrap">
        {sure.length > 0 && (
          <Button
            size="small"
            intent="primary"
            text={`Accept ${sure.length} over 90 %`}
            onClick={() => edit({ kind: 'accept', suggestions: sure, fields: fields ?? [] })}
          />
        )}
        <Button
          size="small"
          text="Accept all"
          onClick={() => edit({ kind: 'accept', suggestions, fields: fields ?? [] })}
        />
        <Button
          size="small"
          variant="minimal"
          text="Dismiss all"
          onClick={() => edit({ kind: 'dismiss', suggestions })}
        />
      </span>
    </div>
  );
}
