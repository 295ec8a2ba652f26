// The transformations a field's chain is made of: names people know them by, what each starts with, and how a chip says it.

import type { Transformation } from '../../../engine/contract/entity.ts';

type StepObject = Exclude<Transformation, string>;
export type StepOp = StepObject['op'];

export interface StepKind {
  readonly op: StepOp;
  readonly label: string;
  /** What it does, in one line. */
  readonly help: string;
  /** What it begins with when it is added. */
  readonly start: Transformation;
}

export const STEP_KINDS: readonly StepKind[] = [
  { op: 'uppercase', label: 'Upper case', help: 'abc becomes ABC', start: 'uppercase' },
  { op: 'lowercase', label: 'Lower case', help: 'ABC becomes abc', start: 'lowercase' },
  { op: 'trim', label: 'Trim', help: 'takes the space off both ends', start: 'trim' },
  { op: 'strip_whitespace', label: 'Strip white space', help: 'takes all white space away', start: 'strip_whitespace' },
  { op: 'title_case', label: 'Title case', help: 'each word begins with a capital', start: 'title_case' },
  { op: 'capitalize', label: 'Capitalize', help: 'the first letter becomes a capital', start: 'capitalize' },
  {
    op: 'remove_special_chars',
    label: 'Remove special characters',
    help: 'keeps letters, digits and white space',
    start: 'remove_special_chars',
  },
  {
    op: 'replace',
    label: 'Replace',
    help: 'what matches a pattern by a text',
    start: { op: 'replace', pattern: '', with: '' },
  },
  { op: 'substring', label: 'Substring', help: 'a part of the text', start: { op: 'substring', start: 0 } },
  {
    op: 'pad',
    label: 'Pad',
    help: 'fills up to a length',
    start: { op: 'pad', length: 10, with: '0', side: 'left' },
  },
  {
    op: 'lookup',
    label: 'Look up',
    help: 'a value by a table',
    start: { op: 'lookup', table: {}, otherwise: 'keep' },
  },
  {
    op: 'template',
    label: 'Template',
    help: 'a text out of several columns',
    start: { op: 'template', text: '{value}' },
  },
  { op: 'multiply', label: 'Multiply', help: 'by a number, exactly', start: { op: 'multiply', by: 1 } },
  { op: 'round', label: 'Round', help: 'to a number of digits', start: { op: 'round', digits: 0 } },
  { op: 'constant', label: 'Constant', help: 'the same value for every record', start: { op: 'constant', value: '' } },
  { op: 'to_boolean', label: 'To yes or no', help: 'Y, yes, T, true and 1 are true', start: 'to_boolean' },
  {
    op: 'expression',
    label: 'Expression',
    help: 'a JSONata expression over the record',
    start: { op: 'expression', jsonata: 'value' },
  },
];

function opOf(step: Transformation): StepOp {
  return typeof step === 'string' ? step : step.op;
}

export function labelOf(step: Transformation): string {
  const op = opOf(step);
  return STEP_KINDS.find((kind) => kind.op === op)?.label ?? op;
}

/** The chip's text: the name, and its arguments where it has any. */
export function describeStep(step: Transformation): string {
  const label = labelOf(step);
  if (typeof step === 'string') return label;
  const told = describeArguments(step);
  return told === '' ? label : `${label} ${told}`;
}

function describeArguments(step: StepObject): string {
  switch (step.op) {
    case 'replace':
      return `/${step.pattern}/${step.flags ?? ''} by “${step.with}”`;
    case 'substring':
      return step.length === undefined ? `from ${step.start}` : `from ${step.start}, ${step.length} long`;
    case 'pad':
      return `${step.side} to ${step.length} with “${step.with}”`;
    case 'lookup':
      return `${Object.keys(step.table).length} values, else ${step.otherwise ?? 'error'}`;
    case 'template':
      return `“${step.text}”`;
    case 'multiply':
      return `by ${step.by}`;
    case 'round':
      return `to ${step.digits} digits`;
    case 'constant':
      return step.value === null ? 'null' : `“${String(step.value)}”`;
    case 'expression':
      return step.jsonata;
    case 'uppercase':
    case 'lowercase':
    case 'trim':
    case 'strip_whitespace':
    case 'title_case':
    case 'capitalize':
    case 'remove_special_chars':
    case 'to_boolean':
      return '';
  }
}

/** Whether there is anything to edit in it. */
export function hasArguments(step: Transformation): step is StepObject {
  return typeof step !== 'string' && describeArguments(step) !== '';
}
