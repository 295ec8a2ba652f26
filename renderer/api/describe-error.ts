// What an error means to the person at the screen: a sentence, the fields at fault, and whether trying again may help.

import { ORPCError } from '@orpc/client';
import { EngineGone, TookTooLong } from './engine-gone.ts';

export interface ShownError {
  readonly title: string;
  readonly message: string;
  /** `place`: the path in words. */
  readonly fields: readonly { readonly path: string; readonly place: string; readonly message: string }[];
  /** The column of a record that the engine refuses; null for everything else. */
  readonly column: string | null;
  readonly canRetry: boolean;
  /** For the details, and to look for in the log. */
  readonly code: string;
}

const TITLES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'Some of this is not valid',
  NOT_FOUND: 'Not found',
  CONFLICT: 'Something stands in the way',
  UNPROCESSABLE_CONTENT: 'This cannot be done yet',
  LOGIN_REFUSED: 'Login refused',
  REQUEST_REFUSED: 'Request refused',
  BAD_ANSWER: 'Unexpected answer',
  SYSTEM_UNAVAILABLE: 'Not reachable',
  STATE_UNUSABLE: 'The state cannot be used',
  STOPPED: 'Stopped',
  LIMIT_REACHED: 'Limit reached',
  UNAUTHORIZED: 'Not signed in',
};
const RETRYABLE = new Set(['LOGIN_REFUSED', 'BAD_ANSWER', 'SYSTEM_UNAVAILABLE', 'STOPPED', 'CONFLICT']);

export function describeError(error: unknown): ShownError {
  if (error instanceof EngineGone) {
    return {
      title: 'Engine not reachable',
      message: error.message,
      fields: [],
      column: null,
      canRetry: true,
      code: 'ENGINE_GONE',
    };
  }
  if (error instanceof TookTooLong) {
    return {
      title: 'No answer yet',
      message: error.message,
      fields: [],
      column: null,
      canRetry: true,
      code: 'TOOK_TOO_LONG',
    };
  }
  if (!isAnswer(error)) {
    const what = error instanceof Error ? error.message : String(error);
    const message = `This window met something unexpected. What was saved stays. Load the page again; whoever helps may ask for this: ${what}`;
    return { title: 'Something went wrong', message, fields: [], column: null, canRetry: true, code: 'UNEXPECTED' };
  }
  const { data } = error;
  const fields = toFields(memberOf(data, 'fields'));
  return {
    title: TITLES[error.code] ?? 'Something went wrong',
    message: toMessage(error, fields),
    fields,
    column: textOf(memberOf(memberOf(data, 'details'), 'column')) || null,
    canRetry: RETRYABLE.has(error.code) || memberOf(data, 'transient') === true,
    code: error.code,
  };
}

function isAnswer(error: unknown): error is ORPCError<string, unknown> {
  return error instanceof ORPCError;
}

function toMessage({ message, data }: ORPCError<string, unknown>, [first]: ShownError['fields']): string {
  if (first !== undefined) return `${capitalized(first.place)}: ${first.message}. Nothing was changed.`;
  const reference = memberOf(data, 'error_id');
  return typeof reference === 'string' ? `${message} (${reference})` : message;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function memberOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && name in data ? Reflect.get(data, name) : undefined;
}

function toFields(fields: unknown): ShownError['fields'] {
  if (!Array.isArray(fields)) return [];
  return fields.map((field: unknown) => ({
    path: textOf(memberOf(field, 'path')),
    place: toPlace(textOf(memberOf(field, 'path'))),
    message: textOf(memberOf(field, 'message')),
  }));
}

/** `sync.page_size` is "page size", `entities[2]` "entities, number 3". */
function toPlace(path: string): string {
  const [, name = '', at] = /([^.[\]]*)(?:\[(\d+)\])?$/.exec(path) ?? [];
  return `${name.replaceAll('_', ' ')}${at === undefined ? '' : `, number ${Number(at) + 1}`}` || 'All of it';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
