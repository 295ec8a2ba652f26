// What names a row: its business key, its source key, and the keys of its parents.

import { Field, fieldAt } from './cells';
import { copy, makeRoom, newText, take, Text, textOf } from './memory';
import { Token } from './scan';
import { xxh128 } from './xxh128';
import { CLOSE_LIST, COMMA, LETTER_E, LETTER_N, OPEN_LIST, QUOTE } from './json-bytes';

/** As in json-token.ts. */
const OTHER: u32 = 0;
/** As in sealed-page.ts. */
const NO_PARENT: u32 = 0;
const HAS_PARENT: u32 = 1;
const INCOMPLETE_PARENT: u32 = 2;

/** A field of the business key, and what stands before its value in a reference: JSON without quotation marks. */
@unmanaged
class KeyField {
  index: u32;
  name: Text;
}

let keyFields: usize = 0;
export let keyCount: u32 = 0;
let sourceKeyColumns: usize = 0;
let sourceKeyCount: u32 = 0;
let parentKey: Text = changetype<Text>(0);

/** Once, where rows are written from cells. */
export function makeKeys(fields: u32, columns: u32): void {
  keyCount = fields;
  keyFields = take(fields * offsetof<KeyField>());
  sourceKeyCount = columns;
  sourceKeyColumns = take(columns * 4);
  parentKey = newText(256);
}

export function setKeyField(at: u32, index: u32, from: usize, to: usize): void {
  const key = keyFieldAt(at);
  key.index = index;
  key.name = textOf(from, to);
}

export function setSourceKey(at: u32, column: u32): void {
  store<u32>(sourceKeyColumns + at * 4, column);
}

/** Whether every value of the business key is there. */
export function hasKey(): bool {
  for (let at: u32 = 0; at < keyCount; at += 1) if (load<u8>(jsonOf(keyCell(at))) == LETTER_N) return false;
  return true;
}

/** Whether each raw value of the source key stands there as its own JSON. */
export function hasPlainSourceKey(tokens: usize): bool {
  for (let at: u32 = 0; at < sourceKeyCount; at += 1) if (sourceToken(tokens, at).kind == OTHER) return false;
  return true;
}

/** Whether the values of the business key are called in a reference as they stand in JSON. */
export function hasPlainReference(): bool {
  for (let at: u32 = 0; at < keyCount; at += 1) {
    const cell = keyCell(at);
    const json = jsonOf(cell);
    const first = load<u8>(json);
    // A text, true or false.
    if (first == QUOTE || first > LETTER_E) continue;
    for (let byte = json; byte < cell.end; byte += 1) if (load<u8>(byte) == LETTER_E) return false;
  }
  return true;
}

/** More than the source key of these tokens comes to. */
export function roomOfSourceKey(tokens: usize): usize {
  let room: usize = 2;
  for (let at: u32 = 0; at < sourceKeyCount; at += 1) {
    const token = sourceToken(tokens, at);
    room += token.to - token.from + 1;
  }
  return room;
}

export function writeSourceKey(from: usize, tokens: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < sourceKeyCount; index += 1) {
    const token = sourceToken(tokens, index);
    store<u8>(at, index == 0 ? OPEN_LIST : COMMA);
    at = copy(at + 1, token.from, token.to - token.from);
  }
  store<u8>(at, CLOSE_LIST);
  return at + 1;
}

export function writeBusinessKey(from: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < keyCount; index += 1) at = writeItem(at, index, keyCell(index));
  store<u8>(at, CLOSE_LIST);
  return at + 1;
}

/** The key of the parent that the cells of these fields, 32 bits each, name: hashed, where they are all there. */
export function hashParent(fields: usize, count: u32, out: usize): u32 {
  let nulls: u32 = 0;
  let room: usize = 2;
  for (let index: u32 = 0; index < count; index += 1) {
    const cell = parentCell(fields, index);
    nulls += u32(load<u8>(jsonOf(cell)) == LETTER_N);
    room += cell.end - jsonOf(cell) + 1;
  }
  if (nulls > 0) return nulls == count ? NO_PARENT : INCOMPLETE_PARENT;
  makeRoom(parentKey, room);
  let at = parentKey.bytes;
  for (let index: u32 = 0; index < count; index += 1) at = writeItem(at, index, parentCell(fields, index));
  store<u8>(at, CLOSE_LIST);
  xxh128(parentKey.bytes, at + 1, out);
  return HAS_PARENT;
}

function parentCell(fields: usize, index: u32): Field {
  return fieldAt(load<u32>(fields + index * 4));
}

function writeItem(at: usize, index: u32, cell: Field): usize {
  store<u8>(at, index == 0 ? OPEN_LIST : COMMA);
  return copy(at + 1, jsonOf(cell), cell.end - jsonOf(cell));
}

export function roomOfReference(): usize {
  let room: usize = 2;
  for (let at: u32 = 0; at < keyCount; at += 1) {
    room += keyFieldAt(at).name.length + (keyCell(at).end - keyCell(at).start);
  }
  return room;
}

export function writeReference(from: usize): usize {
  store<u8>(from, QUOTE);
  let at = from + 1;
  for (let index: u32 = 0; index < keyCount; index += 1) {
    const name = keyFieldAt(index).name;
    at = copy(at, name.bytes, name.length);
    const cell = keyCell(index);
    const json = jsonOf(cell);
    // The JSON of a text is that of its parts side by side.
    const isText = usize(load<u8>(json) == QUOTE);
    at = copy(at, json + isText, cell.end - json - 2 * isText);
  }
  store<u8>(at, QUOTE);
  return at + 1;
}

function keyFieldAt(at: u32): KeyField {
  return changetype<KeyField>(keyFields + at * offsetof<KeyField>());
}

function keyCell(at: u32): Field {
  return fieldAt(keyFieldAt(at).index);
}

function jsonOf(cell: Field): usize {
  return cell.start + cell.headBytes;
}

function sourceToken(tokens: usize, at: u32): Token {
  return changetype<Token>(tokens + load<u32>(sourceKeyColumns + at * 4) * offsetof<Token>());
}
