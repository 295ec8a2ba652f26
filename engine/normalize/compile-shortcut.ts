// The short way of a clean row: from its bytes in the page straight to the bytes of its canonical JSON, without the
// shapes in between. Most values are known by their bytes (wasm/cells.ts): what others come to is asked here.
// Promises: exactly what the plain stages 2 to 5 give, or nothing at all: a row with a reject, and an entity with a field
// that reads other columns, takes the plain way.

import { quoteJson } from '../record/canonical-json.ts';
import { readToken, TOKEN, type JsonToken } from '../record/json-token.ts';
import type { ParentRule } from '../record/operation.ts';
import { createArea, type Area, type RecordMemory } from '../record/record-memory.ts';
import { referenceName, referenceText } from '../record/reference.ts';
import { placeOfToken, readTokenAt } from '../record/row-scanner.ts';
import { PARENT } from '../record/sealed-page.ts';
import type { RowversionKind, RowversionReading } from '../record/rowversion.ts';
import type { RawRow, RawValue, Value } from '../record/shapes.ts';
import { compileCell } from './compile-cell.ts';
import type { MappedField } from './5-field-mapping.ts';
import type { Lane } from './lanes.ts';
import type { RowValidator } from './row-validator.ts';
import { KEY_BYTES } from '../record/key-set.ts';
import { SPAN_WORD } from '../record/row-span.ts';

/** Reads one row after the other; what it says of a row is gone with the next one. */
export interface Shortcut {
  /** Writes the row with these tokens into the memory; false where the row has to take the plain way. */
  write(tokens: number): boolean;
  /** The row version as it stands in the row, null where it has none. */
  rowversion(): RawValue;
  /** The JSON of its row version and of its reference where they are other than the module writes them, else of no place. */
  readonly version: Place;
  readonly reference: Place;
  /** Writes the 16 bytes of the key of its parent by a rule; says with one of PARENT whether it names one, as stage 7 does. */
  readParentKey(rule: number, keys: Uint8Array, at: number): number;
}

export type Place = Pick<Area, 'from' | 'to'>;

export const NO_PLACE: Place = { from: 0, to: 0 };

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
  /** Where rows are scanned and written: of one short way only. */
  readonly memory: RecordMemory;
  /** Asked as stage 3 asks it. */
  readonly validator: RowValidator;
  /** The columns of scanned rows, in the order of their tokens. */
  readonly columns: readonly string[];
  readonly keyColumns: readonly string[];
  readonly parentRules: readonly ParentRule[];
  readonly exactText: boolean;
}

/** Compiles the short way; null where rows have no key columns to be named by. */
export function compileShortcut(parts: ShortcutParts, needs: ShortcutNeeds): Shortcut | null {
  const { memory, columns } = needs;
  const { module } = memory;
  const keyPlaces = needs.keyColumns.map((column) => columns.indexOf(column));
  if (keyPlaces.length === 0 || keyPlaces.includes(-1)) return null;
  // The order of canonical JSON: UTF-16 code units.
  const fields = parts.fields.toSorted((a, b) => (a.field.target < b.field.target ? -1 : 1));
  const laid = fields.map(({ field, lane }) => ({ target: field.target, column: columns.indexOf(lane.column) }));
  layFields(parts, laid, needs);
  const readCells = fields.map(({ field, lane }, index) =>
    compileCell(field, lane, { ...needs, index, column: laid[index]?.column ?? -1 }),
  );
  const sourceKey = createSourceKey(keyPlaces, needs);
  const version = createVersion(parts.rowversion, needs);
  const reference = createReference(parts.businessKey, needs);
  const readParentKey = createParentKeys(
    needs,
    laid.map(({ target }) => target),
  );

  const findCells = (tokens: number): boolean => {
    for (let at = 0; ; at += 1) {
      at = module.findCells(tokens, at);
      const readCell = readCells[at];
      if (readCell === undefined) return module.hasKey() !== 0;
      if (!readCell(tokens)) return false;
    }
  };
  return {
    write: (tokens) => {
      if (!findCells(tokens) || !version.read(tokens)) return false;
      const key = sourceKey(tokens);
      if (key === null) return false;
      module.writeRow(tokens, version.text.from, version.text.to, key.from, key.to);
      reference.read();
      return true;
    },
    rowversion: () => version.raw,
    readParentKey,
    get version() {
      return version.json;
    },
    get reference() {
      return reference.json;
    },
  };
}

/** Tells the module what rows are made of. */
function layFields(
  { businessKey, excluded }: ShortcutParts,
  fields: readonly { readonly target: string; readonly column: number }[],
  { memory, columns, keyColumns }: ShortcutNeeds,
): void {
  const { module } = memory;
  const text = createArea(memory);
  module.makeFields(fields.length);
  for (const [index, { target, column }] of fields.entries()) {
    text.writeText(`${index === 0 ? '{' : ','}${quoteJson(target)}:`);
    module.setField(index, column, !excluded.includes(target), text.from, text.to);
  }
  module.makeKeys(businessKey.length, keyColumns.length);
  for (const [at, name] of businessKey.entries()) {
    // JSON without its quotation marks: that of a text is that of its parts side by side.
    text.writeText(JSON.stringify(referenceName(name, at)).slice(1, -1));
    const index = fields.findIndex(({ target }) => target === name);
    module.setKeyField(at, index, text.from, text.to);
  }
  for (const [at, column] of keyColumns.entries()) module.setSourceKey(at, columns.indexOf(column));
}

const newToken = (): JsonToken => ({ from: 0, to: 0, kind: TOKEN.other });

/** The source key as `sourceKeyOf` names rows; of no place where the module writes it, null where a value is absent. */
function createSourceKey(
  places: readonly number[],
  { memory, exactText }: ShortcutNeeds,
): (tokens: number) => Place | null {
  const text = createArea(memory);
  const token = newToken();
  return (tokens) => {
    if (memory.module.hasPlainSourceKey(tokens) !== 0) return NO_PLACE;
    const key: RawValue[] = [];
    for (const place of places) {
      const value = readToken(memory.bytes, readTokenAt(memory.words, placeOfToken(tokens, place), token), exactText);
      if (value === null) return null;
      key.push(value);
    }
    text.writeText(JSON.stringify(key));
    return text;
  };
}

interface Version {
  /** False where it cannot be read. */
  read(tokens: number): boolean;
  raw: RawValue;
  text: Place;
  json: Place;
}

function createVersion(
  rowversion: ShortcutParts['rowversion'],
  { memory, columns, exactText }: ShortcutNeeds,
): Version {
  const place = rowversion === null ? -1 : columns.indexOf(rowversion.column);
  const token = newToken();
  const text = createArea(memory);
  const json = createArea(memory);
  const version: Version = {
    raw: null,
    text: NO_PLACE,
    json: NO_PLACE,
    read: (tokens) => {
      if (rowversion === null || place === -1) return true;
      readTokenAt(memory.words, placeOfToken(tokens, place), token);
      version.raw = readToken(memory.bytes, token, exactText);
      version.json = NO_PLACE;
      if (rowversion.kind === 'number' && token.kind === TOKEN.whole) {
        version.text = token;
        return true;
      }
      const reading = rowversion.read({ [rowversion.column]: version.raw });
      if (reading?.ok === false) return false;
      const value = reading?.text ?? '';
      text.writeText(value);
      version.text = text;
      if (value === '') return true;
      json.writeText(JSON.stringify(value));
      version.json = json;
      return true;
    },
  };
  return version;
}

/** The keys of parents, from the cells of the fields that name them. */
function createParentKeys(
  { memory, parentRules }: ShortcutNeeds,
  targets: readonly string[],
): Shortcut['readParentKey'] {
  const { module } = memory;
  const key = module.take(KEY_BYTES);
  const rules = parentRules.map(({ childFields }) => {
    const at = module.take(childFields.length * 4);
    memory.words.set(
      childFields.map((name) => targets.indexOf(name)),
      at >>> 2,
    );
    return { at, count: childFields.length };
  });
  return (rule, keys, at) => {
    const fields = rules[rule];
    const kind = fields === undefined ? PARENT.none : module.hashParent(fields.at, fields.count, key);
    if (kind !== PARENT.key) return kind;
    const { bytes } = memory;
    // Byte by byte: a copy by itself costs more than so few bytes.
    for (let byte = 0; byte < KEY_BYTES; byte += 1) keys[at + byte] = bytes[key + byte] ?? 0;
    return kind;
  };
}

/** As `reference` joins it, where a number of the key is called otherwise than it stands in JSON. */
function createReference(businessKey: readonly string[], { memory }: ShortcutNeeds) {
  const json = createArea(memory);
  const { SPAN } = memory.module;
  const reference = {
    json: NO_PLACE,
    read: (): void => {
      reference.json = NO_PLACE;
      if (memory.module.hasPlainReference() !== 0) return;
      const span = (SPAN.value >>> 2) + SPAN_WORD.businessKey;
      const [from, to] = [memory.words[span], memory.words[span + 1]];
      // Safe: the module has just written it, a list of scalars.
      const values = JSON.parse(memory.bytes.toString('utf8', from, to)) as readonly Value[];
      const text = values.map((value, at) => referenceName(businessKey[at] ?? '', at) + referenceText(value)).join('');
      json.writeText(JSON.stringify(text));
      reference.json = json;
    },
  };
  return reference;
}
