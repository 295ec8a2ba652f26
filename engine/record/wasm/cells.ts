// What the fields of a row come to: `,"name":value` in canonical JSON, remembered by the bytes of the raw value, since prices,
// units, sites and days come again. A field whose values hardly come again is given up after some thousand rows.
// Promises: a cell stays where it is until the next row is read.

import { copy, giveBack, isSame, makeRoom, newText, take, Text } from './memory';
import { Token } from './scan';

const START_CELLS: u32 = 128;
const MOST_CELLS: u32 = 8192;
const MOST_BYTES: usize = 1 << 20;
const START_BYTES: usize = 1 << 12;
const OWN_BYTES: usize = 256;

/** A cell that is known, in offsets: its raw bytes, and the cell behind them. `end` is 0 where there is none. */
@unmanaged
class Known {
  hash: u32;
  raw: u32;
  start: u32;
  end: u32;
}

@unmanaged
export class Field {
  /** Of its token; -1 where the source does not have the column. */
  column: i32;
  isHashed: bool;
  isGivenUp: bool;
  /** How many values were asked for. */
  asked: u32;
  count: u32;
  table: usize;
  slots: u32;
  known: Text;
  /** The head, then the value that came last and was not known. */
  own: Text;
  headBytes: usize;
  /** The cell of the row that was read last. */
  start: usize;
  end: usize;
}

let fields: usize = 0;
export let fieldCount: u32 = 0;
/** The data hash is made of fewer fields than there are. */
export let leavesOut = false;

export function makeFields(count: u32): void {
  fieldCount = count;
  fields = take(count * offsetof<Field>());
}

/** `from` to `to`: what each of its cells begins with. */
export function setField(index: u32, column: i32, isHashed: bool, from: usize, to: usize): void {
  const field = fieldAt(index);
  field.column = column;
  field.isHashed = isHashed;
  leavesOut = leavesOut || !isHashed;
  field.isGivenUp = false;
  field.asked = 0;
  field.known = newText(START_BYTES);
  field.own = newText(OWN_BYTES);
  field.headBytes = to - from;
  makeRoom(field.own, to - from);
  copy(field.own.bytes, from, to - from);
  makeTable(field, START_CELLS * 2);
}

export function fieldAt(index: u32): Field {
  return changetype<Field>(fields + index * offsetof<Field>());
}

/** Finds the cells of the fields from this one on; returns the first whose value is not known, or how many fields there are. */
export function findCells(tokens: usize, from: u32): u32 {
  for (let index = from; index < fieldCount; index += 1) {
    const field = fieldAt(index);
    if (field.column < 0 || field.isGivenUp || !recall(field, tokenOf(field, tokens))) return index;
  }
  return fieldCount;
}

/** The field's value is this JSON. */
export function setCell(index: u32, tokens: usize, from: usize, to: usize): void {
  const field = fieldAt(index);
  const own = field.own;
  own.length = field.headBytes;
  makeRoom(own, to - from);
  copy(own.bytes + own.length, from, to - from);
  own.length += to - from;
  field.start = own.bytes;
  field.end = own.bytes + own.length;
  if (field.column >= 0 && !field.isGivenUp) keep(field, tokenOf(field, tokens));
}

function tokenOf(field: Field, tokens: usize): Token {
  return changetype<Token>(tokens + field.column * offsetof<Token>());
}

function recall(field: Field, token: Token): bool {
  field.asked += 1;
  const bytes = field.known.bytes;
  const length = <u32>(token.to - token.from);
  for (let slot = token.hash & (field.slots - 1); ; slot = (slot + 1) & (field.slots - 1)) {
    const known = knownAt(field, slot);
    if (known.end == 0) return false;
    if (known.hash != token.hash || known.start - known.raw != length) continue;
    if (!isSame(bytes + known.raw, token.from, length)) continue;
    field.start = bytes + known.start;
    field.end = bytes + known.end;
    return true;
  }
}

function keep(field: Field, token: Token): void {
  const known = field.known;
  const rawBytes = token.to - token.from;
  const cellBytes = field.end - field.start;
  if (field.count == MOST_CELLS || known.length + rawBytes + cellBytes > MOST_BYTES) {
    beginAnew(field);
    return;
  }
  makeRoom(known, rawBytes + cellBytes);
  const raw = known.length;
  copy(known.bytes + raw, token.from, rawBytes);
  copy(known.bytes + raw + rawBytes, field.start, cellBytes);
  known.length += rawBytes + cellBytes;
  if (field.count * 2 >= field.slots) enlargeTable(field);
  insert(field, token.hash, <u32>raw, <u32>(raw + rawBytes), <u32>known.length);
  field.count += 1;
}

function insert(field: Field, hash: u32, raw: u32, start: u32, end: u32): void {
  let slot = hash & (field.slots - 1);
  while (knownAt(field, slot).end != 0) slot = (slot + 1) & (field.slots - 1);
  const known = knownAt(field, slot);
  known.hash = hash;
  known.raw = raw;
  known.start = start;
  known.end = end;
}

function enlargeTable(field: Field): void {
  const before = field.table;
  const slots = field.slots;
  makeTable(field, slots * 2);
  for (let slot: u32 = 0; slot < slots; slot += 1) {
    const known = changetype<Known>(before + slot * offsetof<Known>());
    if (known.end != 0) insert(field, known.hash, known.raw, known.start, known.end);
  }
  giveBack(before, slots * offsetof<Known>());
}

function makeTable(field: Field, slots: u32): void {
  field.slots = slots;
  field.table = take(slots * offsetof<Known>());
  memory.fill(field.table, 0, slots * offsetof<Known>());
}

function beginAnew(field: Field): void {
  field.isGivenUp = field.count > field.asked / 2;
  giveBack(field.table, field.slots * offsetof<Known>());
  makeTable(field, START_CELLS * 2);
  const known = field.known;
  giveBack(known.bytes, known.size);
  known.bytes = take(START_BYTES);
  known.size = START_BYTES;
  known.length = 0;
  field.count = 0;
  field.asked = 0;
}

function knownAt(field: Field, slot: u32): Known {
  return changetype<Known>(field.table + slot * offsetof<Known>());
}
