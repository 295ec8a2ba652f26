// What is wrong with a value that does not follow a schema, in words for whoever wrote the value: one problem each, with
// its whole path. Never the value itself, which may be a secret.

import type { z } from 'zod';

export interface ExplainedIssue {
  readonly kind: 'unknown_name' | 'missing' | 'type' | 'form' | 'value';
  readonly path: readonly PropertyKey[];
  /** Begins small and ends without a full stop. */
  readonly message: string;
}

/** An issue that is no union any more, and the way to it. */
export interface PlacedIssue {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue;
}

/** Where a value fits none of several forms, what is wrong with it in the form that comes nearest. */
export function placeIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): readonly PlacedIssue[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code !== 'invalid_union') return [{ path, issue }];
    const nearest = issue.errors
      .filter((branch) => branch.some((inner) => inner.path.length > 0))
      .toSorted((one, other) => one.length - other.length)[0];
    return nearest === undefined ? [{ path, issue }] : placeIssues(nearest, path);
  });
}

export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): readonly ExplainedIssue[] {
  return placeIssues(issues, prefix).flatMap(({ path, issue }) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          kind: 'unknown_name' as const,
          path: [...path, key],
          message: 'this name is not known here',
        }))
      : [{ path, ...explain(issue) }],
  );
}

/** `mappings[2].type`. */
export function toPathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

const WHAT: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with values',
  record: 'names with values',
  null: 'null',
};

function explain(issue: z.core.$ZodIssue): Pick<ExplainedIssue, 'kind' | 'message'> {
  switch (issue.code) {
    case 'invalid_type': {
      const what = `${WHAT[issue.expected] ?? 'a value of another kind'} belongs here`;
      const isMissing = issue.input === undefined && issue.message.endsWith('received undefined');
      return isMissing
        ? { kind: 'missing', message: `it is missing; ${what}` }
        : { kind: 'type', message: `${what}, not what stands there` };
    }
    case 'invalid_value': {
      const known = issue.values.map(String).join(', ');
      return { kind: 'value', message: `it must be ${issue.values.length > 1 ? 'one of ' : ''}${known}` };
    }
    case 'too_small':
      return { kind: 'value', message: tooSmall(issue) };
    case 'too_big':
      return { kind: 'value', message: tooBig(issue) };
    case 'not_multiple_of':
      return { kind: 'value', message: `it must be a multiple of ${issue.divisor}` };
    case 'invalid_format':
    case 'custom':
      return { kind: 'form', message: ownWords(issue.message) ?? 'it is not written as it must be' };
    case 'invalid_union':
      return { kind: 'form', message: 'it has none of the known forms' };
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
      return { kind: 'value', message: 'a name or a value in it is not valid' };
  }
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string') return minimum === 1 ? 'it must not be empty' : `it needs at least ${minimum} characters`;
  if (isCounted(origin)) return `at least ${minimum} must be named`;
  return inclusive === false ? `it must be more than ${minimum}` : `it must be ${minimum} or more`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `at most ${maximum} characters are allowed`;
  if (isCounted(origin)) return `at most ${maximum} are allowed`;
  return inclusive === false ? `it must be less than ${maximum}` : `it must be ${maximum} or less`;
}

function isCounted(origin: string): boolean {
  return origin === 'array' || origin === 'set' || origin === 'map';
}

/** What a schema of ours says; the library's own words are for programmers. */
function ownWords(message: string): string | null {
  return message.startsWith('Invalid ') ? null : message.replace(/\.$/, '');
}
