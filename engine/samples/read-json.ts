// Sample rows from a JSON array or JSON Lines, without losing a digit of any number.

import { parseLossless } from '../record/lossless-json.ts';
import type { RawRow, RawValue } from '../record/shapes.ts';
import { decodeText } from './decode-text.ts';
import { sampleError } from './sample-error.ts';
import type { Table } from './table.ts';

/** Reads the bytes of a JSON file; throws EngineError `usage` with the line, or the row and the field. */
export function readJson(bytes: Uint8Array, path: string): Table {
  const text = decodeText(bytes, path);
  const isArray = text.trimStart().startsWith('[');
  const values = isArray ? parseArray(text, path) : parseLines(text, path);
  if (values.length === 0) throw sampleError(path, 'has no rows.');
  const rows = values.map((value, index) => toRow(value, index + 1, path));
  return { rows, columns: [...new Set(rows.flatMap((row) => Object.keys(row)))] };
}

function parseArray(text: string, path: string): readonly unknown[] {
  try {
    const value: unknown = parseLossless(text);
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    const line = lineOfSyntaxError(text);
    const sentence = `is broken${line === null ? '' : ` at line ${line}`}: it is not valid JSON.`;
    throw sampleError(path, sentence, line === null ? {} : { line, cause });
  }
}

function parseLines(text: string, path: string): readonly unknown[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    try {
      return [parseLossless(content)];
    } catch (cause) {
      const sentence = `is broken at line ${index + 1}: neither a JSON array nor one JSON object a line.`;
      throw sampleError(path, sentence, { line: index + 1, cause });
    }
  });
}

/** Asks the built-in parser, whose message carries the position. */
function lineOfSyntaxError(text: string): number | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const before = position === undefined ? text : text.slice(0, Number(position));
    return before.split('\n').length;
  }
}

function toRow(value: unknown, row: number, path: string): RawRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw sampleError(path, `has something else than an object as row ${row}.`, { row });
  }
  const fields: [string, RawValue][] = Object.entries(value).map(([name, field]: [string, unknown]) => {
    if (isRawValue(field)) return [name, field];
    const sentence = `has a nested value in field ${JSON.stringify(name)} of row ${row}. Rows must be flat.`;
    throw sampleError(path, sentence, { row, column: name });
  });
  if (fields.length === 0) throw sampleError(path, `has an empty object as row ${row}.`, { row });
  return Object.fromEntries(fields);
}

function isRawValue(value: unknown): value is RawValue {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
