// Turns the bytes of a 2xx answer into checked values. What does not keep the contract comes back as a sentence, so that
// the sender can decide whether asking again may help.

import type { z } from 'zod';
import { explainIssues, toPathText } from '../../contract/explain-issue.ts';
import type { Answer } from './exchange.ts';

export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly what: string; readonly cause?: unknown };

/** Decodes the body; bytes that are not UTF-8 are refused, since a replacement character would become data. */
function readText(answer: Pick<Answer, 'body'>): Reading<string> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(answer.body) };
  } catch (cause) {
    return { ok: false, what: 'the answer is not UTF-8', cause };
  }
}

/** Parses the body with `parse`, which throws SyntaxError or another error on text that is not JSON. */
export function readJson(
  answer: Pick<Answer, 'body' | 'contentType'>,
  parse: (text: string) => unknown = JSON.parse,
): Reading<unknown> {
  const text = readText(answer);
  if (!text.ok) return text;
  try {
    return { ok: true, value: parse(text.value) };
  } catch (cause) {
    return { ok: false, what: `the answer is not whole JSON (${describeBody(answer)})`, cause };
  }
}

/** Checks a parsed value against the contract. */
export function checkAgainst<Schema extends z.ZodType>(schema: Schema, value: unknown): Reading<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [first] = explainIssues(parsed.error.issues);
  const why = first === undefined ? '' : ` (${toPathText(first.path) || 'the whole answer'}: ${first.message})`;
  return { ok: false, what: `the answer does not keep the contract${why}` };
}

/** A reader of JSON answers of one schema. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  parse?: (text: string) => unknown,
): (answer: Answer) => Reading<z.output<Schema>> {
  return (answer) => {
    const json = readJson(answer, parse);
    return json.ok ? checkAgainst(schema, json.value) : json;
  };
}

/** A reader of answers whose body does not matter. */
export function readNothing(): Reading<void> {
  return { ok: true, value: undefined };
}

function describeBody(answer: Pick<Answer, 'body' | 'contentType'>): string {
  const type = answer.contentType.split(';')[0]?.trim() ?? '';
  return `${type === '' ? 'no content type' : type}, ${answer.body.length} bytes`;
}
