// Keeps the row that was written last: as the record that ScheduleHub takes, and as the draft that the ledger keeps (how they
// look: outgoing-record.ts, record-codec.ts). Of a page the records lie side by side, and so do the drafts.

import { roomOfReference, writeReference } from './keys';
import { copy, makeRoom, newText, Text, textOf } from './memory';
import { DATA_HASH, DIGESTS, SPAN, Span } from './rows';
import { QUOTE } from './json-bytes';

const NULL: u32 = 0x6c6c756e;

const KEY_BYTES: usize = 16;
const PRINT_BYTES: usize = 16;
const DATA_HASH_BYTES: usize = 32;
const HASHES_BYTES: usize = KEY_BYTES + PRINT_BYTES + DATA_HASH_BYTES;
/** Of three LEB128 numbers below 2^35. */
const NUMBERS_BYTES: usize = 15;

/** What records and drafts are made of besides the row's own: texts that are set once, by number. */
const DRAFT_HEAD: u32 = 0;
const DRAFT_HEAD_UNVERSIONED: u32 = 1;
const DRAFT_TAIL: u32 = 2;
const BEFORE_KEY: u32 = 3;
const BEFORE_DATA_HASH: u32 = 4;
const BEFORE_ROWVERSION: u32 = 5;
const BEFORE_REFERENCE: u32 = 6;
const BEFORE_DATA: u32 = 7;
const AFTER_DATA: u32 = 8;
const PIECES: u32 = 9;
const pieces = memory.data(PIECES * 4, 16);

let outgoing: Text = changetype<Text>(0);
let drafts: Text = changetype<Text>(0);
/** Of the rows that are kept, 32 bits each: place in the page, start of the record, of its data, of its draft; and their keys. */
let rowNos: usize = 0;
let recordStarts: usize = 0;
let dataStarts: usize = 0;
let draftStarts: usize = 0;
let keys: usize = 0;
let kept: u32 = 0;

/** Once, before all else. */
export function makeRecords(): void {
  outgoing = newText(1 << 20);
  drafts = newText(1 << 18);
}

export function setPiece(piece: u32, from: usize, to: usize): void {
  store<usize>(pieces + piece * 4, changetype<usize>(textOf(from, to)));
}

/** Begins a page of at most so many rows; `places`: an area for what is said of each. */
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
  let at = addPiece(outgoing.bytes + outgoing.length, BEFORE_KEY);
  at = writeHex(at, DIGESTS);
  at = addPiece(at, BEFORE_DATA_HASH);
  at = writeHex(writeHex(at, DATA_HASH), DATA_HASH + 16);
  at = addPiece(at, BEFORE_ROWVERSION);
  at = versionFrom == 0 ? writeVersion(at, part) : copy(at, versionFrom, versionTo - versionFrom);
  at = addPiece(at, BEFORE_REFERENCE);
  at = referenceFrom == 0 ? writeReference(at) : copy(at, referenceFrom, referenceTo - referenceFrom);
  at = addPiece(at, BEFORE_DATA);
  store<u32>(dataStarts + kept * 4, <u32>(at - outgoing.bytes));
  at = copy(at, part.data, part.end - part.data);
  at = addPiece(at, AFTER_DATA);
  outgoing.length = at - outgoing.bytes;
}

function roomOfRecord(part: Span): usize {
  let room: usize = 2 * (KEY_BYTES + DATA_HASH_BYTES) + 8 + (part.end - part.start) + roomOfReference();
  for (let piece = BEFORE_KEY; piece < PIECES; piece += 1) room += pieceAt(piece).length;
  return room;
}

/** In quotation marks as it is; null where there is none. */
function writeVersion(from: usize, part: Span): usize {
  const bytes = part.sourceKey - 1 - part.rowversion;
  if (bytes == 0) {
    store<u32>(from, NULL);
    return from + 4;
  }
  store<u8>(from, QUOTE);
  const at = copy(from + 1, part.rowversion, bytes);
  store<u8>(at, QUOTE);
  return at + 1;
}

function addDraft(print: usize): void {
  const part = changetype<Span>(SPAN);
  const rowversion = part.sourceKey - 1 - part.rowversion;
  const businessKey = part.businessKeyEnd - part.businessKey;
  const sourceKey = part.businessKey - 1 - part.sourceKey;
  const draftHead = rowversion == 0 ? DRAFT_HEAD_UNVERSIONED : DRAFT_HEAD;
  const texts = rowversion + businessKey + sourceKey;
  const pieceBytes = pieceAt(draftHead).length + pieceAt(DRAFT_TAIL).length;
  makeRoom(drafts, HASHES_BYTES + NUMBERS_BYTES + pieceBytes + texts);
  let at = copy(drafts.bytes + drafts.length, DIGESTS, KEY_BYTES);
  at = copy(at, print, PRINT_BYTES);
  at = copy(at, DATA_HASH, DATA_HASH_BYTES);
  at = addPiece(at, draftHead);
  at = writeNumber(writeNumber(writeNumber(at, rowversion), businessKey), sourceKey);
  at = copy(at, part.rowversion, rowversion);
  at = copy(at, part.businessKey, businessKey);
  at = copy(at, part.sourceKey, sourceKey);
  at = addPiece(at, DRAFT_TAIL);
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

/** Ends the page; says how many rows were kept. */
export function endPage(): u32 {
  store<u32>(recordStarts + kept * 4, <u32>outgoing.length);
  store<u32>(draftStarts + kept * 4, <u32>drafts.length);
  return kept;
}

/** Where the records are: as long as the last of their starts says. */
export function outgoingAt(): usize {
  return outgoing.bytes;
}

/** The same of the drafts. */
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
