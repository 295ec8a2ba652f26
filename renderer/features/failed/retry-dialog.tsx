// How a retry is to go: which row and mapping, and in which steps. More than a thousand records ask for the number.

import { Button, Callout, Dialog, DialogBody, DialogFooter, InputGroup, Radio, RadioGroup } from '@blueprintjs/core';
import { useState, type ReactNode } from 'react';
import { RETRY_MODES, type RetryMode } from '../../../engine/contract/failed-record.ts';
import { useEnvironment } from '../../state/environment.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import { entitiesResource } from './failed-store.ts';
import { modeWords } from './failed-words.ts';
import { STEPS_WORDS, TYPED_ABOVE, type StepsChoice } from './retry-plan.ts';
import { chooseRetry, dismissRetry, startRetry, useRetry } from './retry-store.ts';
import type { Target } from './target.ts';

export function RetryDialog(): ReactNode {
  const asked = useRetry((state) => state.asked);
  return asked === null ? null : <RetryQuestion key={JSON.stringify(asked.which)} target={asked} />;
}

function RetryQuestion({ target }: { readonly target: Target }): ReactNode {
  const { mode, steps, isStarting, error } = useRetry();
  const [typed, setTyped] = useState('');
  const environment = useEnvironment();
  const { count } = target;
  const isReady = count <= TYPED_ABOVE || typed.replaceAll(/\D/g, '') === String(count);
  const start = (): void => {
    if (isReady) void startRetry(target, { mode, steps });
  };
  return (
    <Dialog isOpen title={`Retry ${target.words}`} onClose={dismissRetry} className="sf-failed-dialog">
      <DialogBody>
        <p>
          {count === 1 ? 'It leaves' : 'They leave'} this list only when ScheduleHub has acknowledged{' '}
          {count === 1 ? 'it' : 'them'}. Target: <strong>{environment.name}</strong>.
        </p>
        <Modes mode={mode} entity={target.entity} />
        {count > 1 && <Steps steps={steps} />}
        {count > TYPED_ABOVE && (
          <label className="sf-failed-typed">
            This writes up to {formatCount(count)} records to {environment.name}. Type{' '}
            <strong>{formatCount(count)}</strong> to go on
            <InputGroup value={typed} inputMode="numeric" onChange={(event) => setTyped(event.currentTarget.value)} />
          </label>
        )}
        {error !== null && (
          <Callout intent="danger" title={error.title} compact>
            {error.message}
          </Callout>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={dismissRetry} />
            <Button
              intent="primary"
              text={`Retry ${countOf(count, 'record')}`}
              disabled={!isReady}
              loading={isStarting}
              onClick={start}
            />
          </>
        }
      />
    </Dialog>
  );
}

function Modes({ mode, entity }: { readonly mode: RetryMode; readonly entity: string | null }): ReactNode {
  const version = entitiesResource(({ data }) => data?.entities.find(({ name }) => name === entity)?.version ?? null);
  return (
    <RadioGroup
      label="With which row and mapping"
      selectedValue={mode}
      // Safe: the values of the radios are the modes.
      onChange={(event) => chooseRetry({ mode: event.currentTarget.value as RetryMode })}
    >
      {RETRY_MODES.map((one) => {
        const { label, meaning } = modeWords(one, version);
        return (
          <Radio key={one} value={one}>
            {label}
            <span className="sf-failed-meaning">{meaning}</span>
          </Radio>
        );
      })}
    </RadioGroup>
  );
}

function Steps({ steps }: { readonly steps: StepsChoice }): ReactNode {
  return (
    <RadioGroup
      label="In which steps"
      selectedValue={steps}
      // Safe: the values of the radios are the choices.
      onChange={(event) => chooseRetry({ steps: event.currentTarget.value as StepsChoice })}
    >
      {Object.entries(STEPS_WORDS).map(([one, { label, meaning }]) => (
        <Radio key={one} value={one}>
          {label}
          <span className="sf-failed-meaning">{meaning}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
