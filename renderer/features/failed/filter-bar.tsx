// What the lists are narrowed to: text, entity, stage, code, status, run, reason; all of it in the address.

import { Button, HTMLSelect, InputGroup, Tag } from '@blueprintjs/core';
import { FilterRemoveIcon } from '@blueprintjs/icons';
import { useState, type ReactNode } from 'react';
import {
  FAILED_STATUSES,
  LIVE_STATUSES,
  REJECT_CODES,
  type FailedStatus,
} from '../../../engine/contract/failed-record.ts';
import { STAGES } from '../../../engine/contract/stage.ts';
import { STAGE_WORDS } from '../../parts/stage-words.ts';
import { setParams, usePlace } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { filterPatch, formatStatuses, isFiltered, parseStatuses } from './failed-params.ts';
import { entitiesResource } from './failed-store.ts';
import { CODE_WORDS, STATUS_MEANINGS, STATUS_WORDS } from './failed-words.ts';
import { SavedFilters } from './saved-filters.tsx';

const SEARCH_AFTER_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

export function FilterBar(): ReactNode {
  const params = usePlace((place) => place.params);
  const { data } = useResource(entitiesResource, null);
  const names = (data?.entities ?? []).map(({ name }) => name);
  const { entity = '', stage = '', code = '', batch = '', signature = '' } = params;
  return (
    <>
      <SearchField key={params['search'] === undefined ? 'empty' : 'text'} text={params['search'] ?? ''} />
      <Choice
        label="Entity"
        all="All entities"
        value={entity}
        options={(entity === '' || names.includes(entity) ? names : [...names, entity]).map((name) => [name, name])}
        onChoose={(chosen) => setParams({ entity: chosen })}
      />
      <Choice
        label="Stage"
        all="All stages"
        value={stage}
        options={STAGES.map((name) => [name, STAGE_WORDS[name]])}
        onChoose={(chosen) => setParams({ stage: chosen })}
      />
      <Choice
        label="Cause"
        all="All causes"
        value={code}
        options={REJECT_CODES.map((name) => [name, CODE_WORDS[name]])}
        onChoose={(chosen) => setParams({ code: chosen })}
      />
      <StatusChips />
      {batch !== '' && (
        <Tag minimal onRemove={() => setParams({ batch: null })} title={`Run ${batch}`}>
          Run {batch.slice(0, 8)}
        </Tag>
      )}
      {signature !== '' && (
        <Tag minimal onRemove={() => setParams({ signature: null, view: null })} title={signature}>
          <span className="sf-failed-reason">Reason: {signature.split(' | ').slice(3).join(' | ') || signature}</span>
        </Tag>
      )}
      <SavedFilters />
      {isFiltered(params) && (
        <Button
          variant="minimal"
          size="small"
          icon={<FilterRemoveIcon />}
          text="Clear"
          onClick={() => setParams(filterPatch({}))}
        />
      )}
    </>
  );
}

function SearchField({ text }: { readonly text: string }): ReactNode {
  const [typed, setTyped] = useState(text);
  const search = (next: string): void => {
    setTyped(next);
    clearTimeout(timer);
    timer = setTimeout(() => setParams({ search: next.trim() }), SEARCH_AFTER_MS);
  };
  return (
    <InputGroup
      type="search"
      size="small"
      className="sf-failed-search"
      leftIcon="search"
      aria-label="Search in key, message and row"
      placeholder="Key, message, value in the row"
      maxLength={200}
      value={typed}
      onChange={(event) => search(event.currentTarget.value)}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string | null) => void;
}

function Choice({ label, all, value, options, onChoose }: ChoiceProps): ReactNode {
  return (
    <HTMLSelect
      className="sf-failed-select"
      aria-label={label}
      value={value}
      options={[{ value: '', label: all }, ...options.map(([one, words]) => ({ value: one, label: words }))]}
      onChange={({ currentTarget: { value: chosen } }) => onChoose(chosen === '' ? null : chosen)}
    />
  );
}

/** None named means the three that still need somebody. */
function StatusChips(): ReactNode {
  const named = parseStatuses(usePlace(({ params }) => params['status']));
  const chosen: readonly FailedStatus[] = named.length === 0 ? LIVE_STATUSES : named;
  const toggle = (status: FailedStatus): void => {
    const next = chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
    const isUsual = next.length === LIVE_STATUSES.length && LIVE_STATUSES.every((one) => next.includes(one));
    setParams({ status: isUsual ? null : formatStatuses(next) });
  };
  return (
    <div className="sf-failed-chips" role="group" aria-label="Status">
      {FAILED_STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          className="sf-failed-chip"
          aria-pressed={chosen.includes(status)}
          title={STATUS_MEANINGS[status]}
          onClick={() => toggle(status)}
        >
          {STATUS_WORDS[status]}
        </button>
      ))}
    </div>
  );
}
