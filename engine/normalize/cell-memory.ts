// What the values of one field came to, by the bytes of the raw value: prices, units, sites and days come again.
// Flat memory: a value that is known costs neither a text nor an object. A field whose values hardly come again is given
// up after some thousand rows.

import type { JsonToken } from '../record/json-token.ts';
import type { Value } from '../record/shapes.ts';

/** What one value of a field comes to: `"name":value`, with what stands before it in canonical JSON. */
export interface Cell {
  value: Value;
  bytes: Buffer;
  start: number;
  /** Where the value begins. */
  json: number;
  end: number;
}

export interface CellMemory {
  /** Sets the cell to what these bytes came to before; false where that is not known. */
  recall(body: Buffer, token: JsonToken, cell: Cell): boolean;
  /** Keeps what these bytes came to. */
  keep(body: Buffer, token: JsonToken, cell: Cell): void;
}

const START_VALUES = 128;
const REMEMBERED_VALUES = 8192;
const REMEMBERED_BYTES = 2 ** 20;
const START_BYTES = 2 ** 14;

export function createCellMemory(): CellMemory {
  // As small as its values allow: of many fields, all of it should stay in the processor's cache.
  let slots = new Int32Array(START_VALUES * 2);
  let hashes = new Int32Array(START_VALUES);
  // Of each value: where its raw bytes begin, where the cell's begin, where its JSON does, where it ends.
  let marks = new Uint32Array(START_VALUES * 4);
  const values: Value[] = [];
  let bytes = Buffer.allocUnsafeSlow(START_BYTES);
  let used = 0;
  let asked = 0;
  let isGivenUp = false;

  const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (slots.length - 1);
  const insert = (id: number): void => {
    let slot = slotOf(hashes[id] ?? 0);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = id + 1;
  };
  const resize = (capacity: number): void => {
    const [oldHashes, oldMarks] = [hashes, marks];
    slots = new Int32Array(capacity * 2);
    hashes = new Int32Array(capacity);
    marks = new Uint32Array(capacity * 4);
    hashes.set(oldHashes.subarray(0, values.length));
    marks.set(oldMarks.subarray(0, values.length * 4));
    for (let id = 0; id < values.length; id += 1) insert(id);
  };
  const isSame = (body: Buffer, { from, to }: JsonToken, at: number): boolean => {
    for (let byte = from, known = at; byte < to; byte += 1, known += 1) if (body[byte] !== bytes[known]) return false;
    return true;
  };
  const makeRoom = (size: number): boolean => {
    if (values.length === REMEMBERED_VALUES || used + size > REMEMBERED_BYTES) return false;
    if (values.length === hashes.length) resize(hashes.length * 2);
    if (used + size <= bytes.length) return true;
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, used + size));
    larger.set(bytes.subarray(0, used));
    bytes = larger;
    return true;
  };
  const beginAnew = (): void => {
    isGivenUp = values.length > asked / 2;
    values.length = 0;
    [used, asked] = [0, 0];
    resize(isGivenUp ? 0 : START_VALUES);
    if (isGivenUp) bytes = Buffer.alloc(0);
  };

  return {
    recall: (body, token, cell) => {
      if (isGivenUp) return false;
      asked += 1;
      for (let slot = slotOf(token.hash); ; slot = (slot + 1) & (slots.length - 1)) {
        const id = (slots[slot] ?? 0) - 1;
        if (id === -1) return false;
        if (hashes[id] !== token.hash) continue;
        const raw = marks[id * 4] ?? 0;
        const start = marks[id * 4 + 1] ?? 0;
        if (start - raw !== token.to - token.from || !isSame(body, token, raw)) continue;
        cell.value = values[id] ?? null;
        cell.bytes = bytes;
        cell.start = start;
        cell.json = marks[id * 4 + 2] ?? 0;
        cell.end = marks[id * 4 + 3] ?? 0;
        return true;
      }
    },
    keep: (body, token, cell) => {
      if (isGivenUp) return;
      const rawSize = token.to - token.from;
      const size = rawSize + cell.end - cell.start;
      if (!makeRoom(size)) {
        beginAnew();
        return;
      }
      const id = values.push(cell.value) - 1;
      const start = used + rawSize;
      body.copy(bytes, used, token.from, token.to);
      cell.bytes.copy(bytes, start, cell.start, cell.end);
      marks[id * 4] = used;
      marks[id * 4 + 1] = start;
      marks[id * 4 + 2] = start + cell.json - cell.start;
      marks[id * 4 + 3] = start + cell.end - cell.start;
      hashes[id] = token.hash;
      used += size;
      insert(id);
    },
  };
}
