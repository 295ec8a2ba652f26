// The mappings of a JSON file, each looked at by itself: the sound ones can be taken although others are not.

import { fieldMappingSchema, type FieldMapping } from '../../../engine/contract/entity.ts';
import { toPathText } from '../../../engine/contract/explain-issue.ts';
import { toFormIssues } from './find-problems.ts';

export interface FileRule {
  readonly index: number;
  readonly target: string | null;
  /** Null where the rule is not sound. */
  readonly mapping: FieldMapping | null;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

export type MappingFile =
  | { readonly kind: 'rules'; readonly rules: readonly FileRule[] }
  | { readonly kind: 'unreadable'; readonly message: string };

/** `text`: an array of mappings, an object with `mappings`, or a whole entity file. */
export function readMappingFile(text: string): MappingFile {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { kind: 'unreadable', message: `This is not a whole JSON file${placeOf(error)}. Nothing was taken.` };
  }
  const list = Array.isArray(document) ? document : mappingsOf(document);
  if (list === null || list.length === 0) {
    return { kind: 'unreadable', message: 'The file holds no mappings. Export a mapping to see how one looks.' };
  }
  return { kind: 'rules', rules: refuseDoubles(list.map(readRule)) };
}

/** Where reading stopped; the rest of what the reader says is for programmers. */
function placeOf(error: unknown): string {
  const [, line] = /\(line (\d+) column \d+\)/.exec(error instanceof Error ? error.message : '') ?? [];
  return line === undefined ? '' : ` (line ${line})`;
}

function mappingsOf(document: unknown): readonly unknown[] | null {
  const isObject = typeof document === 'object' && document !== null && 'mappings' in document;
  return isObject && Array.isArray(document.mappings) ? document.mappings : null;
}

function readRule(document: unknown, index: number): FileRule {
  const parsed = fieldMappingSchema.safeParse(document);
  const named = fieldMappingSchema.pick({ target_field: true }).loose().safeParse(document);
  const target = named.success ? named.data.target_field : null;
  if (parsed.success) return { index, target, mapping: parsed.data, problems: [] };
  const problems = toFormIssues(parsed.error.issues).map(({ path, message }) => ({ path: toPathText(path), message }));
  return { index, target, mapping: null, problems };
}

function refuseDoubles(rules: readonly FileRule[]): readonly FileRule[] {
  return rules.map((rule, at) => {
    const isDouble = rule.target !== null && rules.slice(0, at).some(({ target }) => target === rule.target);
    if (!isDouble) return rule;
    const message = `${rule.target} has a rule earlier in this file already.`;
    return { ...rule, mapping: null, problems: [...rule.problems, { path: 'target_field', message }] };
  });
}
