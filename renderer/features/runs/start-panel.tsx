// Starting: which entities, how much of them, for real or as a dry run; and in one sentence what will happen. The choice
// is in the address, so that other screens can prepare it.

import { Button, Callout, Checkbox, Radio, RadioGroup, SegmentedControl } from '@blueprintjs/core';
import { PlayIcon, SearchTextIcon } from '@blueprintjs/icons';
import { useMemo, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useCommands } from '../../state/commands.ts';
import { useEnvironment } from '../../state/environment.ts';
import { goTo, setParams, usePlace } from '../../state/location.ts';
import type { Overview } from '../../state/overview.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { absentParents, HOW_MUCH, inOrder, readEntities, startSentence, type StartChoice } from './start-plan.ts';
import { cancelStart, confirmStart, requestStart, useStart } from './start-store.ts';

export function StartPanel({ overview }: { readonly overview: Overview }): ReactNode {
  const params = usePlace((place) => place.params);
  const environment = useEnvironment();
  const { isBusy, error, toConfirm } = useStart();
  const all = overview.entities;
  const names = useMemo(() => all.map(({ name }) => name), [all]);
  const choice: StartChoice = useMemo(
    () => ({
      entities: readEntities(params['start'] ?? 'all', names),
      howMuch: HOW_MUCH.find(({ value }) => value === params['much'])?.value ?? 'decide',
      isDryRun: params['dry'] === '1',
    }),
    [params, names],
  );
  const ordered = useMemo(() => inOrder(all, choice.entities), [all, choice]);
  const isPlant = environment.kind === 'plant';
  const verb = choice.isDryRun ? 'Start dry run' : 'Start sync';
  const isReady = ordered.length > 0 && overview.is_configured;
  useCommands(
    useMemo(
      () => [
        {
          id: 'runs.start',
          label: `${verb} as chosen`,
          group: 'Runs',
          combo: 'mod+enter',
          inFields: true,
          isDisabled: !isReady,
          run: () => void requestStart({ choice, all, ordered, isPlant }),
        },
      ],
      [choice, all, ordered, isPlant, isReady, verb],
    ),
  );
  if (all.length === 0) {
    return (
      <EmptyState
        title="There are no entities yet"
        action={<Button intent="primary" text="Go to Entities" onClick={() => goTo('/entities')} />}
      >
        An entity says which rows of the ERP become which records in ScheduleHub. Map one first; then it can be synced.
      </EmptyState>
    );
  }
  const absent = absentParents(all, choice.entities);
  return (
    <section className="sf-card sf-start" aria-label="Start a sync">
      <div className="sf-start-choices">
        <EntityChoice names={inOrder(all, 'all')} chosen={choice.entities} />
        <RadioGroup
          label="How much"
          selectedValue={choice.howMuch}
          onChange={(event) => setParams({ much: event.currentTarget.value })}
        >
          {HOW_MUCH.map(({ value, label, hint }) => (
            <Radio key={value} value={value}>
              {label}
              <span className="sf-start-hint sf-muted">{hint}</span>
            </Radio>
          ))}
        </RadioGroup>
        <div>
          <span className="sf-start-label" id="sf-start-for">
            For what
          </span>
          <SegmentedControl
            aria-labelledby="sf-start-for"
            options={[
              { value: '1', label: 'Dry run' },
              { value: '0', label: 'For real' },
            ]}
            value={choice.isDryRun ? '1' : '0'}
            onValueChange={(value) => setParams({ dry: value === '1' ? '1' : null })}
          />
          <p className="sf-start-hint sf-muted">
            {choice.isDryRun
              ? 'Goes through every stage and shows field by field what would change. Nothing is sent.'
              : 'Writes the changes to ScheduleHub. It can be paused and stopped at any time.'}
          </p>
        </div>
      </div>
      <div className="sf-start-end" aria-live="polite">
        <p className="sf-start-sentence">{startSentence(choice, ordered)}</p>
        {ordered.length > 1 && (
          <p>
            In this order: <OrderedNames names={ordered} />
          </p>
        )}
        {absent.length > 0 && ordered.length > 0 && (
          <p className="sf-muted">
            Not part of it: {absent.join(', ')}. Records whose parent there is not synced yet wait for it.
          </p>
        )}
        {!overview.is_configured && (
          <Callout intent="warning" compact>
            Both connections are needed first. <a href="#/connections">Go to Connections</a>
          </Callout>
        )}
      </div>
      {error !== null && <ShownErrorState error={error} />}
      <div className="sf-row-wrap">
        <Button
          intent="primary"
          icon={choice.isDryRun ? <SearchTextIcon /> : <PlayIcon />}
          text={`${verb} of ${ordered.length === 1 ? (ordered[0] ?? '') : countOf(ordered.length, 'entity', 'entities')}`}
          endIcon={<kbd>Ctrl Enter</kbd>}
          disabled={!isReady}
          loading={isBusy}
          onClick={() => void requestStart({ choice, all, ordered, isPlant })}
        />
        <Button text="Cancel" variant="minimal" onClick={() => setParams({ start: null, dry: null, much: null })} />
        {isPlant && !choice.isDryRun && <span className="sf-start-plant">Writes to {environment.name}</span>}
      </div>
      {toConfirm !== null && (
        <ConfirmDialog
          title={`First sync to ${environment.name} with this mapping`}
          confirm={`Start sync of ${countOf(ordered.length, 'entity', 'entities')}`}
          typed={environment.name}
          onConfirm={() => void confirmStart(choice)}
          onCancel={cancelStart}
        >
          <p>
            These mapping versions have never written to a plant:{' '}
            {toConfirm.map(({ name, version }) => `${name} version ${version}`).join(', ')}.
          </p>
          <p>
            Up to {countOf(recordsOf(overview, ordered), 'record')} that ScheduleHub is known to hold may change, and
            new ones are added. A dry run shows first what would happen.
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function recordsOf({ entities }: Overview, ordered: readonly string[]): number {
  return entities.filter(({ name }) => ordered.includes(name)).reduce((sum, { records }) => sum + (records ?? 0), 0);
}

function OrderedNames({ names }: { readonly names: readonly string[] }): ReactNode {
  return names.map((name, at) => (
    <span key={name}>
      {at > 0 && ', then '}
      <b>{name}</b>
    </span>
  ));
}

interface EntityChoiceProps {
  /** Parents first. */
  readonly names: readonly string[];
  readonly chosen: StartChoice['entities'];
}

function EntityChoice({ names, chosen }: EntityChoiceProps): ReactNode {
  const isChosen = (name: string): boolean => chosen === 'all' || chosen.includes(name);
  const choose = (wanted: readonly string[]): void =>
    setParams({ start: wanted.length === names.length ? 'all' : wanted.length === 0 ? 'none' : wanted.join(',') });
  const count = names.filter(isChosen).length;
  return (
    <fieldset className="sf-start-entities">
      <legend>Entities</legend>
      <Checkbox
        checked={count === names.length}
        indeterminate={count > 0 && count < names.length}
        onChange={() => choose(count === names.length ? [] : names)}
      >
        All {countOf(names.length, 'entity', 'entities')}
      </Checkbox>
      <div className="sf-start-list">
        {names.map((name) => (
          <Checkbox
            key={name}
            checked={isChosen(name)}
            label={name}
            onChange={() => choose(names.filter((one) => isChosen(one) !== (one === name)))}
          />
        ))}
      </div>
    </fieldset>
  );
}
