// One value of a record: no value, an empty text and blanks at the edges can be told apart, and a long text keeps its place.

import { useState, type ReactNode } from 'react';
import { formatCount } from '../../ui/format.ts';
import type { Cell } from './compare-fields.ts';

/** Longer texts are folded. */
const FOLDED = 120;
/** A page is not made slower by a text that nobody reads to its end. */
const MOST_SHOWN = 100_000;

export function FieldCell({ cell }: { readonly cell: Cell }): ReactNode {
  switch (cell.kind) {
    case 'absent':
      return <span className="sf-muted">–</span>;
    case 'null':
      return <span className="sf-failed-nothing">no value</span>;
    case 'empty':
      return <span className="sf-failed-nothing">empty text</span>;
    default:
      return <LongText text={cell.text} />;
  }
}

function LongText({ text }: { readonly text: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  if (text.length <= FOLDED) return <Blanks text={text} />;
  return (
    <>
      <span className={isOpen ? 'sf-failed-unfolded' : undefined}>
        <Blanks text={isOpen ? text.slice(0, MOST_SHOWN) : `${text.slice(0, FOLDED)} …`} />
      </span>
      <button type="button" className="sf-failed-link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
      </button>
    </>
  );
}

/** Blanks at the edges are the cause of much trouble and cannot be seen. */
function Blanks({ text }: { readonly text: string }): ReactNode {
  const trimmed = text.trim();
  if (trimmed === text) return text;
  const start = text.indexOf(trimmed);
  return (
    <>
      <Dots text={text.slice(0, start)} />
      {trimmed}
      <Dots text={text.slice(start + trimmed.length)} />
    </>
  );
}

function Dots({ text }: { readonly text: string }): ReactNode {
  if (text === '') return null;
  return (
    <span className="sf-failed-blank" title={`${text.length} blank characters`}>
      {'·'.repeat(text.length)}
    </span>
  );
}
