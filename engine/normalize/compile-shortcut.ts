// The short way of a clean row: from its bytes in the page straight to the bytes of its canonical JSON, without the
// shapes in between.
// Promises: exactly what the plain stages 2 to 5 give, or nothing at all: a row with a reject, and an entity with a field
// that reads other columns, takes the plain way.

import { ByteText } from '../record/byte-text.ts';
import { CLOSE_LIST, CLOSE_OBJECT, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE } from '../record/json-bytes.ts';
import { readToken, TOKEN, type JsonToken } from '../record/json-token.ts';
import type { ParentRule } from '../record/operation.ts';
import { referenceName, referenceText } from '../record/reference.ts';
import type { RowTokens } from '../record/row-scanner.ts';
import type { RowSpan } from '../record/row-span.ts';
import type { RowversionKind, RowversionReading } from '../record/rowversion.ts';
import type { RawRow, RawValue } from '../record/shapes.ts';
import type { Cell } from './cell-memory.ts';
import { compileFieldCell } from './compile-cell.ts';
import type { MappedField } from './5-field-mapping.ts';
import type { Lane } from './lanes.ts';
import type { RowValidator } from './row-validator.ts';

/** Reads one row after the other; what it says of a row is gone with the next one. */
export interface Shortcut {
  /** False where the row has to take the plain way. `row` is its number among the scanned ones. */
  read(body: Buffer, tokens: RowTokens, row: number): boolean;
  /** Adds the row to a text, and says where its parts are. */
  write(text: ByteText, span: RowSpan): void;
  /** Adds the reference as JSON. */
  addReference(to: ByteText): void;
  /** Adds the business key of the parent that a rule finds; as stage 7, says why where there is none. */
  addParentKey(rule: number, to: ByteText): 'key' | 'none' | 'incomplete';
  /** The row version as it stands in the row, null where it has none. */
  rowversion(): RawValue;
}

export interface ShortcutParts {
  /** In the order of the mapping, each with the lane it reads. */
  readonly fields: readonly { readonly field: MappedField; readonly lane: Lane }[];
  readonly businessKey: readonly string[];
  /** Fields that the data hash leaves out. */
  readonly excluded: readonly string[];
  readonly rowversion: {
    readonly column: string;
    readonly kind: RowversionKind;
    readonly read: (row: RawRow) => RowversionReading | null;
  } | null;
}

/** What the short way has to know of a read. */
export interface ShortcutNeeds {
  /** Asked as stage 3 asks it. */
  readonly validator: RowValidator;
  /** The columns of scanned rows, in the order of their tokens. */
  readonly columns: readonly string[];
  readonly keyColumns: readonly string[];
  readonly parentRules: readonly ParentRule[];
  readonly exactText: boolean;
  /** What the bytes of every row begin with. */
  readonly head: string;
}

const START_BYTES = 256;
const LINE_BREAK = 0x0a;

/** Compiles the short way; null where rows have no key columns to be named by. */
export function compileShortcut(parts: ShortcutParts, needs: ShortcutNeeds): Shortcut | null {
  const { columns } = needs;
  const keyPlaces = needs.keyColumns.map((column) => columns.indexOf(column));
  if (keyPlaces.length === 0 || keyPlaces.includes(-1)) return null;
  const fields = parts.fields
    // The order of canonical JSON: UTF-16 code units.
    .toSorted((a, b) => (a.field.target < b.field.target ? -1 : 1))
    .map((one, index) => compileFieldCell(one, { ...needs, isFirst: index === 0 }));
  const places = fields.map(({ column }) => columns.indexOf(column));
  const cells = fields.map(({ cell }) => cell);
  const cellsOf = (names: readonly string[]): readonly Cell[] =>
    names.flatMap((name) => fields.find(({ target }) => target === name)?.cell ?? []);
  const keyCells = cellsOf(parts.businessKey);
  const parentCells = needs.parentRules.map(({ childFields }) => cellsOf(childFields));
  const hashedCells = fields.filter(({ target }) => !parts.excluded.includes(target)).map(({ cell }) => cell);
  const head = new ByteText(START_BYTES, needs.head);
  const version = new ByteText(START_BYTES);
  const sourceKey = new ByteText(START_BYTES);
  const token: JsonToken = { from: 0, to: 0, hash: 0, kind: TOKEN.other };

  const take = (tokens: RowTokens, at: number): JsonToken => {
    token.from = tokens.starts[at] ?? 0;
    token.to = tokens.ends[at] ?? 0;
    token.hash = tokens.hashes[at] ?? 0;
    token.kind = tokens.kinds[at] ?? TOKEN.other;
    return token;
  };
  const readCells = (body: Buffer, tokens: RowTokens, first: number): boolean => {
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index];
      const place = places[index] ?? -1;
      if (field === undefined) continue;
      if (!(place === -1 ? field.readNothing() : field.read(body, take(tokens, first + place)))) return false;
    }
    for (const { value } of keyCells) if (value === null) return false;
    return true;
  };
  /** As `sourceKeyOf` names rows. */
  const readSourceKey = (body: Buffer, tokens: RowTokens, first: number): boolean => {
    sourceKey.cut(0);
    for (const place of keyPlaces) {
      const { from, to, kind } = take(tokens, first + place);
      sourceKey.addByte(sourceKey.length === 0 ? OPEN_LIST : COMMA);
      if (kind === TOKEN.other) {
        const value = readToken(body, token, needs.exactText);
        if (value === null) return false;
        sourceKey.addText(JSON.stringify(value));
      } else {
        sourceKey.addBytes(body, from, to);
      }
    }
    sourceKey.addByte(CLOSE_LIST);
    return true;
  };
  const { rowversion } = parts;
  const versionPlace = rowversion === null ? -1 : columns.indexOf(rowversion.column);
  let rawVersion: RawValue = null;
  const readVersion = (body: Buffer, tokens: RowTokens, first: number): boolean => {
    version.cut(0);
    rawVersion = null;
    if (rowversion === null || versionPlace === -1) return true;
    const { from, to, kind } = take(tokens, first + versionPlace);
    rawVersion = readToken(body, token, needs.exactText);
    if (rowversion.kind === 'number' && kind === TOKEN.whole) {
      version.addBytes(body, from, to);
      return true;
    }
    const reading = rowversion.read({ [rowversion.column]: rawVersion });
    if (reading?.ok === false) return false;
    version.addText(reading?.text ?? '');
    return true;
  };

  const names = parts.businessKey.map((name, at) => {
    const text = JSON.stringify(referenceName(name, at));
    return Buffer.from(text.slice(0, -1).slice(at === 0 ? 0 : 1));
  });
  /** As `reference` joins it: the JSON of a text is that of its parts side by side. */
  const addReference = (to: ByteText): void => {
    for (let at = 0; at < keyCells.length; at += 1) {
      const [name, cell] = [names[at], keyCells[at]];
      if (name === undefined || cell === undefined) continue;
      to.addBytes(name, 0, name.length);
      if (typeof cell.value === 'string') to.addBytes(cell.bytes, cell.json + 1, cell.end - 1);
      else to.addText(referenceText(cell.value));
    }
    to.addByte(QUOTE);
  };

  const writeHashed = (text: ByteText, span: RowSpan): void => {
    [span.hashed, span.hashedEnd] = [span.data, span.end];
    if (hashedCells.length === cells.length) return;
    span.hashed = text.length;
    text.addByte(OPEN_OBJECT);
    for (const { bytes, start, end } of hashedCells) {
      if (text.length > span.hashed + 1) text.addByte(COMMA);
      // Less the brace or comma that a cell begins with.
      text.addBytes(bytes, start + 1, end);
    }
    text.addByte(CLOSE_OBJECT);
    span.hashedEnd = text.length;
  };

  return {
    read: (body, tokens, row) => {
      const first = row * columns.length;
      return readCells(body, tokens, first) && readSourceKey(body, tokens, first) && readVersion(body, tokens, first);
    },
    write: (text, span) => {
      span.start = text.length;
      text.addBytes(head.bytes, 0, head.length);
      span.rowversion = text.length;
      text.addBytes(version.bytes, 0, version.length);
      text.addByte(LINE_BREAK);
      span.sourceKey = text.length;
      text.addBytes(sourceKey.bytes, 0, sourceKey.length);
      text.addByte(LINE_BREAK);
      span.businessKey = text.length;
      addList(text, keyCells);
      span.businessKeyEnd = text.length;
      text.addByte(LINE_BREAK);
      span.data = text.length;
      for (const { bytes, start, end } of cells) text.addBytes(bytes, start, end);
      text.addByte(CLOSE_OBJECT);
      span.end = text.length;
      writeHashed(text, span);
    },
    addReference,
    addParentKey: (rule, to) => {
      const found = parentCells[rule] ?? [];
      let nulls = 0;
      for (const { value } of found) if (value === null) nulls += 1;
      if (nulls > 0) return nulls === found.length ? 'none' : 'incomplete';
      addList(to, found);
      return 'key';
    },
    rowversion: () => rawVersion,
  };
}

/** A business key: the values of its cells as a list. */
function addList(to: ByteText, cells: readonly Cell[]): void {
  const from = to.length;
  for (const { bytes, json, end } of cells) {
    to.addByte(to.length === from ? OPEN_LIST : COMMA);
    to.addBytes(bytes, json, end);
  }
  to.addByte(CLOSE_LIST);
}
