// A field's transformations as chips, in the order they run. A chip opens its arguments; Delete removes it, Alt with an arrow
// moves it; the buttons do the same.

import { Button } from '@blueprintjs/core';
import { ArrowLeftIcon, ArrowRightIcon, CrossIcon } from '@blueprintjs/icons';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { FieldMapping, Transformation } from '../../../engine/contract/entity.ts';
import { ChoiceField, type Choice } from '../../ui/choice-field.tsx';
import { edit, useEditor } from './editor-store.ts';
import { focusLater } from './focus-later.ts';
import { StepArguments } from './step-arguments.tsx';
import { describeStep, hasArguments, labelOf, STEP_KINDS } from './transformation-kinds.ts';
import { useProblemAt } from './problem-store.ts';

const CHOICES = STEP_KINDS.map(({ op, label, help }): Choice => ({ value: op, label, hint: help }));

export function ChainEditor({ mapping }: { readonly mapping: FieldMapping }): ReactNode {
  const { target_field: target, transformations: steps } = mapping;
  const [opened, setOpened] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const at = useEditor(({ history }) =>
    history.present.entity.mappings.findIndex(({ target_field: field }) => field === target),
  );
  const open = opened === null ? undefined : steps[opened];
  const focus = (index: number): void => {
    focusLater(() => list.current?.querySelectorAll<HTMLButtonElement>('.sf-chip')[index]);
  };
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= steps.length) return;
    edit({ kind: 'move-step', target, at: from, to });
    if (opened !== null) setOpened(to);
    focus(to);
  };
  const remove = (index: number): void => {
    edit({ kind: 'remove-step', target, at: index });
    setOpened(null);
    focus(Math.max(0, index - 1));
  };
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    if (event.key === 'Delete' || event.key === 'Backspace') remove(index);
    else if (event.altKey && event.key === 'ArrowLeft') move(index, index - 1);
    else if (event.altKey && event.key === 'ArrowRight') move(index, index + 1);
    else if (event.key === 'ArrowLeft') focus(index - 1);
    else if (event.key === 'ArrowRight') focus(index + 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="sf-chain">
      <ol ref={list} className="sf-chips" aria-label={`Transformations of ${target}`}>
        {steps.map((step, index) => (
          <li key={`${index} ${labelOf(step)}`}>
            <button
              type="button"
              className={opened === index ? 'sf-chip sf-chip-open' : 'sf-chip'}
              aria-expanded={opened === index}
              aria-keyshortcuts="Delete Alt+ArrowLeft Alt+ArrowRight"
              title={`${describeStep(step)}\nDelete removes it, Alt with an arrow moves it`}
              onClick={() => setOpened(opened === index ? null : index)}
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              <span className="sf-chip-at">{index + 1}</span>
              <span className="sf-ellipsis">{describeStep(step)}</span>
            </button>
          </li>
        ))}
        <li className="sf-chain-add">
          <ChoiceField
            label={`Add a transformation to ${target}`}
            value=""
            placeholder="Add a transformation"
            choices={CHOICES}
            onChoose={(op) => {
              const kind = STEP_KINDS.find((one) => one.op === op);
              if (kind === undefined) return;
              edit({ kind: 'add-step', target, step: kind.start });
              if (hasArguments(kind.start)) setOpened(steps.length);
            }}
          />
        </li>
      </ol>
      {open !== undefined && opened !== null && (
        <div className="sf-chain-step" role="group" aria-label={`${labelOf(open)}, step ${opened + 1}`}>
          <div className="sf-row">
            <strong>{labelOf(open)}</strong>
            <span className="sf-muted sf-ellipsis">{helpOf(open)}</span>
            <span className="sf-spacer" />
            <Button
              size="small"
              variant="minimal"
              icon={<ArrowLeftIcon />}
              aria-label="Move earlier"
              disabled={opened === 0}
              onClick={() => move(opened, opened - 1)}
            />
            <Button
              size="small"
              variant="minimal"
              icon={<ArrowRightIcon />}
              aria-label="Move later"
              disabled={opened === steps.length - 1}
              onClick={() => move(opened, opened + 1)}
            />
            <Button
              size="small"
              variant="minimal"
              icon={<CrossIcon />}
              aria-label={`Remove ${labelOf(open)}`}
              onClick={() => remove(opened)}
            />
          </div>
          <StepArguments
            // Another step has fields of its own.
            key={`${opened} ${labelOf(open)}`}
            step={open}
            onStep={(step) => edit({ kind: 'change-step', target, at: opened, step })}
          />
          <StepProblem path={`mappings[${at}].transformations[${opened}]`} />
        </div>
      )}
    </div>
  );
}

function helpOf(step: Transformation): string {
  return STEP_KINDS.find(({ label }) => label === labelOf(step))?.help ?? '';
}

function StepProblem({ path }: { readonly path: string }): ReactNode {
  const problem = useProblemAt(path);
  return problem === null ? null : <p className="sf-field-problem">{problem}</p>;
}
