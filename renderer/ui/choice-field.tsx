// A text field with a list below it to choose from: typing narrows the list, arrows move in it, Enter takes, Escape leaves.
// The ARIA combobox pattern; the list lies over everything, so that no dialog or scrolling part cuts it off.

import { InputGroup } from '@blueprintjs/core';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import './choice-field.css';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Shown at the right, as a type or a share. */
  readonly hint?: string;
}

export interface ChoiceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
  readonly placeholder?: string;
  /** Text that is no choice is taken as well. */
  readonly allowsOther?: boolean;
  readonly isDisabled?: boolean;
}

const MOST_SHOWN = 50;

export function ChoiceField(props: ChoiceFieldProps): ReactNode {
  const { label, value, choices, onChoose, allowsOther = false } = props;
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const isOpen = typed !== null;
  const wanted = (typed ?? '').trim().toLowerCase();
  const shown = isOpen
    ? choices.filter((choice) => `${choice.label} ${choice.value}`.toLowerCase().includes(wanted)).slice(0, MOST_SHOWN)
    : [];
  const isShown = isOpen && shown.length > 0;
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  // The browser keeps what lies over the page, outside of React.
  useEffect(() => {
    if (!isShown) return;
    const over = list.current;
    over?.showPopover({ source: input.current ?? undefined });
    return () => over?.hidePopover();
  }, [isShown]);
  useEffect(() => {
    if (isShown) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [isShown, at]);
  const current = choices.find((choice) => choice.value === value)?.label ?? value;
  const take = (chosen: string): void => {
    setTyped(null);
    setAt(0);
    if (chosen !== value) onChoose(chosen);
  };
  const leave = (): void => {
    if (allowsOther && typed !== null && typed.trim() !== '') take(typed.trim());
    else setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen) setTyped('');
      else setAt((before) => (before + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % Math.max(1, shown.length));
    } else if (event.key === 'Enter' && isOpen) {
      const choice = shown[at];
      if (choice !== undefined) take(choice.value);
      else leave();
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setTyped(null);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="sf-choice">
      <InputGroup
        inputRef={input}
        value={typed ?? current}
        placeholder={props.placeholder}
        disabled={props.isDisabled}
        size="small"
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown ? `${id}-${at}` : undefined}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onClick={() => setTyped((before) => before ?? '')}
        onBlur={leave}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label} popover="manual">
        {shown.map((choice, index) => (
          <li
            key={choice.value}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // Before the field loses the focus, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault();
              take(choice.value);
            }}
          >
            <span className="sf-ellipsis">{choice.label}</span>
            {choice.hint !== undefined && <span className="sf-muted">{choice.hint}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
