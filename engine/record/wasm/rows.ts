// Writes the row whose cells were found: as the text that it is hashed by, as the record that ScheduleHub takes, and as the
// draft that the ledger keeps. How each looks: row-span.ts, outgoing-record.ts, record-codec.ts.

import { blake3 } from './blake3';
import { Field, fieldAt, fieldCount } from './cells';
import { copy, makeRoom, newText, take, Text } from './memory';
import { Token } from './scan';
import { xxh128 } from './xxh128';

const LINE_BREAK: u8 = 0x0a;
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const LETTER_E: u8 = 0x65;
const LETTER_N: u8 = 0x6e;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;
/** As in json-token.ts. */
const OTHER: u32 = 0;

const KEY_BYTES: usize = 16;
const PRINT_BYTES: usize = 16;
const DATA_HASH_BYTES: usize = 32;
const HASHES_BYTES: usize = KEY_BYTES + PRINT_BYTES + DATA_HASH_BYTES;
/** Of three LEB128 numbers below 2^35. */
const NUMBERS_BYTES: usize = 15;

/** What rows and records are made of besides their own: texts that are set once, by number. */
const PIECE_ROW_HEAD: u32 = 0;
const PIECE_DRAFT_HEAD: u32 = 1;
const PIECE_DRAFT_HEAD_UNVERSIONED: u32 = 2;
const PIECE_DRAFT_TAIL: u32 = 3;
const PIECE_BEFORE_KEY: u32 = 4;
const PIECE_BEFORE_DATA_HASH: u32 = 5;
const PIECE_BEFORE_ROWVERSION: u32 = 6;
const PIECE_BEFORE_REFERENCE: u32 = 7;
const PIECE_BEFORE_DATA: u32 = 8;
const PIECE_AFTER_DATA: u32 = 9;
const PIECES: u32 = 10;
const pieces = memory.data(PIECES * 4, 16);

/** Of the row that was written last: key 16, fingerprint 16, data hash 32. */
export const DIGESTS = memory.data(64, 16);
const PRINT = DIGESTS + KEY_BYTES;
const DATA_HASH = PRINT + PRINT_BYTES;

/** Where the parts of a row are, in addresses. */
@unmanaged
class Span {
  start: usize;
  rowversion: usize;
  sourceKey: usize;
  businessKey: usize;
  businessKeyEnd: usize;
  data: usize;
  end: usize;
  hashed: usize;
  hashedEnd: usize;
}
export const SPAN = memory.data(9 * 4, 16);

/** A field of the business key, and what stands before its value in a reference: JSON without quotation marks. */
@unmanaged
class KeyField {
  index: u32;
  name: Text;
}

let row: Text = changetype<Text>(0);
let outgoing: Text = changetype<Text>(0);
let drafts: Text = changetype<Text>(0);
let keyFields: usize = 0;
let keyCount: u32 = 0;
let sourceKeyColumns: usize = 0;
let sourceKeyCount: u32 = 0;
let leavesOut = false;

/** Of the rows that are kept, 32 bits each: place in the page, start of the record, of its data, of its draft; and their keys. */
let rowNos: usize = 0;
let recordStarts: usize = 0;
let dataStarts: usize = 0;
let draftStarts: usize = 0;
let keys: usize = 0;
let kept: u32 = 0;

/** Once, before all else. */
export function makeRows(): void {
  row = newText(4096);
  outgoing = newText(1 << 20);
  drafts = newText(1 << 18);
}

/** Once, where rows are written from cells. `hasLeftOut`: the data hash is made of fewer fields than there are. */
export function makeKeys(fields: u32, columns: u32, hasLeftOut: bool): void {
  keyCount = fields;
  keyFields = take(fields * offsetof<KeyField>());
  sourceKeyCount = columns;
  sourceKeyColumns = take(columns * 4);
  leavesOut = hasLeftOut;
}

export function setPiece(piece: u32, from: usize, to: usize): void {
  store<usize>(pieces + piece * 4, changetype<usize>(textOf(from, to)));
}

export function setKeyField(at: u32, index: u32, from: usize, to: usize): void {
  const key = keyFieldAt(at);
  key.index = index;
  key.name = textOf(from, to);
}

export function setSourceKey(at: u32, column: u32): void {
  store<u32>(sourceKeyColumns + at * 4, column);
}

/** Begins a page of at most so many rows. */
export function beginPage(places: usize, rows: u32): void {
  outgoing.length = 0;
  drafts.length = 0;
  kept = 0;
  rowNos = places;
  recordStarts = rowNos + rows * 4;
  dataStarts = recordStarts + (rows + 1) * 4;
  draftStarts = dataStarts + rows * 4;
  keys = draftStarts + (rows + 1) * 4;
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

/** Writes the row over the one before, and hashes its key; the source key is that of the tokens where none is given. */
export function writeRow(tokens: usize, versionFrom: usize, versionTo: usize, keyFrom: usize, keyTo: usize): void {
  const part = changetype<Span>(SPAN);
  const rowHead = pieceAt(PIECE_ROW_HEAD);
  row.length = 0;
  makeRoom(row, rowHead.length + (versionTo - versionFrom) + (keyTo - keyFrom) + roomOfRow(tokens));
  part.start = row.bytes;
  let at = copy(row.bytes, rowHead.bytes, rowHead.length);
  part.rowversion = at;
  at = copy(at, versionFrom, versionTo - versionFrom);
  store<u8>(at, LINE_BREAK);
  part.sourceKey = at + 1;
  at = keyFrom == 0 ? writeSourceKey(at + 1, tokens) : copy(at + 1, keyFrom, keyTo - keyFrom);
  store<u8>(at, LINE_BREAK);
  part.businessKey = at + 1;
  at = writeBusinessKey(at + 1);
  part.businessKeyEnd = at;
  store<u8>(at, LINE_BREAK);
  part.data = at + 1;
  at = writeData(at + 1);
  part.end = at;
  part.hashed = leavesOut ? at : part.data;
  part.hashedEnd = leavesOut ? writeHashed(at) : at;
  xxh128(part.businessKey, part.businessKeyEnd, DIGESTS);
}

/** More than all that a row's cells and tokens come to. */
function roomOfRow(tokens: usize): usize {
  let room: usize = 16;
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    // In the data, the copy that is hashed, the business key.
    room += 3 * (cell.end - cell.start + 1);
  }
  for (let at: u32 = 0; at < sourceKeyCount; at += 1) {
    const token = sourceToken(tokens, at);
    room += token.to - token.from + 1;
  }
  return room;
}

function writeSourceKey(from: usize, tokens: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < sourceKeyCount; index += 1) {
    const token = sourceToken(tokens, index);
    store<u8>(at, index == 0 ? OPEN_LIST : COMMA);
    at = copy(at + 1, token.from, token.to - token.from);
  }
  store<u8>(at, CLOSE_LIST);
  return at + 1;
}

function writeBusinessKey(from: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < keyCount; index += 1) {
    const cell = keyCell(index);
    store<u8>(at, index == 0 ? OPEN_LIST : COMMA);
    at = copy(at + 1, jsonOf(cell), cell.end - jsonOf(cell));
  }
  store<u8>(at, CLOSE_LIST);
  return at + 1;
}

/** Cells begin with the brace or comma that stands before them. */
function writeData(from: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    at = copy(at, cell.start, cell.end - cell.start);
  }
  store<u8>(at, CLOSE_OBJECT);
  return at + 1;
}

/** The data less what their hash leaves out. */
function writeHashed(from: usize): usize {
  store<u8>(from, OPEN_OBJECT);
  let at = from + 1;
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    if (!cell.isHashed) continue;
    if (at > from + 1) store<u8>(at++, COMMA);
    at = copy(at, cell.start + 1, cell.end - cell.start - 1);
  }
  store<u8>(at, CLOSE_OBJECT);
  return at + 1;
}

/** Where a row of so many bytes can be written from outside; its span is set there too. */
export function roomForRow(bytes: usize): usize {
  row.length = 0;
  makeRoom(row, bytes);
  return row.bytes;
}

/** The fingerprint of the row that was written last, among the digests. */
export function printRow(): void {
  const part = changetype<Span>(SPAN);
  xxh128(part.start, part.end, PRINT);
}

/** The hash of its key, where it was written from outside. */
export function hashKey(): void {
  const part = changetype<Span>(SPAN);
  xxh128(part.businessKey, part.businessKeyEnd, DIGESTS);
}

export function hashData(): void {
  const part = changetype<Span>(SPAN);
  blake3(part.hashed, part.hashedEnd, DATA_HASH);
}

/**
 * Keeps the row that was written last, with the digests as they are but for the print: a record and a draft of it. The JSON of
 * its row version, where it is not the text in quotation marks, and that of its reference, where it is not that of the cells.
 */
export function keepRow(
  rowNo: u32,
  print: usize,
  versionFrom: usize,
  versionTo: usize,
  referenceFrom: usize,
  referenceTo: usize,
): void {
  store<u32>(rowNos + kept * 4, rowNo);
  store<u32>(recordStarts + kept * 4, <u32>outgoing.length);
  store<u32>(draftStarts + kept * 4, <u32>drafts.length);
  copy(keys + <usize>kept * KEY_BYTES, DIGESTS, KEY_BYTES);
  addRecord(versionFrom, versionTo, referenceFrom, referenceTo);
  addDraft(print);
  kept += 1;
}

function addRecord(versionFrom: usize, versionTo: usize, referenceFrom: usize, referenceTo: usize): void {
  const part = changetype<Span>(SPAN);
  makeRoom(outgoing, roomOfRecord(part) + (versionTo - versionFrom) + (referenceTo - referenceFrom));
  let at = addPiece(outgoing.bytes + outgoing.length, PIECE_BEFORE_KEY);
  at = writeHex(at, DIGESTS);
  at = addPiece(at, PIECE_BEFORE_DATA_HASH);
  at = writeHex(writeHex(at, DATA_HASH), DATA_HASH + 16);
  at = addPiece(at, PIECE_BEFORE_ROWVERSION);
  at = versionFrom == 0 ? writeVersion(at, part) : copy(at, versionFrom, versionTo - versionFrom);
  at = addPiece(at, PIECE_BEFORE_REFERENCE);
  at = referenceFrom == 0 ? writeReference(at) : copy(at, referenceFrom, referenceTo - referenceFrom);
  at = addPiece(at, PIECE_BEFORE_DATA);
  store<u32>(dataStarts + kept * 4, <u32>(at - outgoing.bytes));
  at = copy(at, part.data, part.end - part.data);
  at = addPiece(at, PIECE_AFTER_DATA);
  outgoing.length = at - outgoing.bytes;
}

function roomOfRecord(part: Span): usize {
  let room: usize = 2 * (KEY_BYTES + DATA_HASH_BYTES) + 8 + (part.end - part.start);
  for (let piece = PIECE_BEFORE_KEY; piece < PIECES; piece += 1) room += pieceAt(piece).length;
  for (let at: u32 = 0; at < keyCount; at += 1) {
    room += keyFieldAt(at).name.length + (keyCell(at).end - keyCell(at).start);
  }
  return room;
}

/** In quotation marks as it is; null where there is none. */
function writeVersion(from: usize, part: Span): usize {
  const bytes = part.sourceKey - 1 - part.rowversion;
  if (bytes == 0) {
    store<u32>(from, 0x6c6c756e);
    return from + 4;
  }
  store<u8>(from, QUOTE);
  const at = copy(from + 1, part.rowversion, bytes);
  store<u8>(at, QUOTE);
  return at + 1;
}

function writeReference(from: usize): usize {
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

function addDraft(print: usize): void {
  const part = changetype<Span>(SPAN);
  const rowversion = part.sourceKey - 1 - part.rowversion;
  const businessKey = part.businessKeyEnd - part.businessKey;
  const sourceKey = part.businessKey - 1 - part.sourceKey;
  const draftHead = rowversion == 0 ? PIECE_DRAFT_HEAD_UNVERSIONED : PIECE_DRAFT_HEAD;
  const texts = rowversion + businessKey + sourceKey;
  const pieceBytes = pieceAt(draftHead).length + pieceAt(PIECE_DRAFT_TAIL).length;
  makeRoom(drafts, HASHES_BYTES + NUMBERS_BYTES + pieceBytes + texts);
  let at = copy(drafts.bytes + drafts.length, DIGESTS, KEY_BYTES);
  at = copy(at, print, PRINT_BYTES);
  at = copy(at, DATA_HASH, DATA_HASH_BYTES);
  at = addPiece(at, draftHead);
  at = writeNumber(writeNumber(writeNumber(at, rowversion), businessKey), sourceKey);
  at = copy(at, part.rowversion, rowversion);
  at = copy(at, part.businessKey, businessKey);
  at = copy(at, part.sourceKey, sourceKey);
  at = addPiece(at, PIECE_DRAFT_TAIL);
  drafts.length = at - drafts.bytes;
}

/** LEB128. */
function writeNumber(from: usize, value: usize): usize {
  let at = from;
  let rest = value;
  for (; rest >= 0x80; rest >>= 7) store<u8>(at++, <u8>(rest | 0x80));
  store<u8>(at, <u8>rest);
  return at + 1;
}

/** 16 bytes as lower-case hex digits. */
function writeHex(at: usize, from: usize): usize {
  const digits = i8x16(0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66);
  const bytes = v128.load(from);
  const high = i8x16.swizzle(digits, i8x16.shr_u(bytes, 4));
  const low = i8x16.swizzle(digits, v128.and(bytes, i8x16.splat(15)));
  v128.store(at, i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  v128.store(at, i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  return at + 32;
}

/** Ends the page: how many rows were kept. Where each text is, and how long. */
export function endPage(): u32 {
  store<u32>(recordStarts + kept * 4, <u32>outgoing.length);
  store<u32>(draftStarts + kept * 4, <u32>drafts.length);
  return kept;
}

export function outgoingAt(): usize {
  return outgoing.bytes;
}

export function draftsAt(): usize {
  return drafts.bytes;
}

function addPiece(at: usize, piece: u32): usize {
  const text = pieceAt(piece);
  return copy(at, text.bytes, text.length);
}

function pieceAt(piece: u32): Text {
  return changetype<Text>(load<usize>(pieces + piece * 4));
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

function textOf(from: usize, to: usize): Text {
  const text = newText(to - from + 16);
  text.length = to - from;
  copy(text.bytes, from, to - from);
  return text;
}
