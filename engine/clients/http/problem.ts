// Reads what a server says about an error: RFC 9457 problems, and whatever else gateways and proxies send instead.
// Promises short, printable text; never throws.

import { z } from 'zod';

/** `isProblem` is false when the body was no problem document: then the answer may come from another server. */
export interface Problem {
  readonly code: string | null;
  readonly detail: string | null;
  readonly isProblem: boolean;
}

const MAX_TEXT = 300;
const NOTHING: Problem = { code: null, detail: null, isProblem: false };

const looseText = z.string().optional().catch(undefined);
const problemSchema = z.object({ title: looseText, detail: looseText, code: looseText, type: looseText });

/** Reads a problem from the body of an answer that is not 2xx. */
export function readProblem(contentType: string, body: string): Problem {
  if (/\bhtml\b/i.test(contentType)) return NOTHING;
  const parsed = problemSchema.safeParse(parseJson(body));
  if (!parsed.success) return { ...NOTHING, detail: printable(body) };
  const { title, detail, code, type } = parsed.data;
  return {
    code: code === undefined ? null : printable(code),
    detail: printable(detail ?? title ?? ''),
    isProblem:
      /\bproblem\+json\b/i.test(contentType) || code !== undefined || (type !== undefined && title !== undefined),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** One line without control characters, cut to a readable length; null when nothing is left. */
function printable(text: string): string | null {
  const line = text
    .slice(0, 4 * MAX_TEXT)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line === '') return null;
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}
