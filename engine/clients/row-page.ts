// Pages of rows as JSON: the rows, and the envelope around them, which nobody has looked into yet. Knows no schema, so that
// a thread that reads nothing but rows need not load any (`readPageHead` in apismith-answers.ts reads envelopes).

import { parseLossless } from '../record/lossless-json.ts';
import type { RawRow } from '../record/shapes.ts';
import type { Answer } from './http/exchange.ts';
import { readJson, type Reading } from './http/read-answer.ts';

/** What stands around the rows of a page, unchecked; `bytes` is the length of the whole answer. */
export interface Envelope {
  readonly members: Readonly<Record<string, unknown>>;
  readonly bytes: number;
}

export interface UncheckedPage {
  readonly items: readonly RawRow[];
  readonly envelope: Envelope;
}

export interface HowToParse {
  /** Every number comes as its own digits, not only those that a double cannot carry. */
  readonly exactText?: boolean | undefined;
}

/** The page of an answer, digit by digit where a double cannot carry a number. */
export function parsePage(
  answer: Pick<Answer, 'body' | 'contentType'>,
  { exactText = false }: HowToParse,
): Reading<UncheckedPage> {
  const json = readJson(answer, (text) => parseLossless(text, { exactText }));
  if (!json.ok) return json;
  if (!isObject(json.value)) return { ok: false, what: 'the answer is not a page of rows' };
  const { items, ...members } = json.value;
  if (!isRows(items)) return { ok: false, what: 'the rows of the page are not a list of objects' };
  return { ok: true, value: { items, envelope: { members, bytes: answer.body.length } } };
}

/** Rows of a page, each from its own bytes; null where one of them cannot be read by itself. */
export function readRows(
  rows: readonly Uint8Array[],
  { exactText }: { readonly exactText: boolean },
): readonly RawRow[] | null {
  if (rows.length === 0) return [];
  const separated = rows.flatMap((row, at) => (at === 0 ? [row] : [COMMA, row]));
  const body = Buffer.concat([OPEN_LIST, ...separated, CLOSE_LIST]);
  const json = readJson({ body, contentType: '' }, (text) => parseLossless(text, { exactText }));
  return json.ok && isRows(json.value) && json.value.length === rows.length ? json.value : null;
}

const [OPEN_LIST, COMMA, CLOSE_LIST] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks at each row but not at its values: layer 1 does, and a schema over a million rows costs more than reading them. */
function isRows(items: unknown): items is readonly RawRow[] {
  if (!Array.isArray(items)) return false;
  for (const row of items) if (!isObject(row)) return false;
  return true;
}
