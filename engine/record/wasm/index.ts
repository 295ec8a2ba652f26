// What is done with the bytes of records, as a WebAssembly module (AssemblyScript) over its own memory. Places are addresses.
// `npm run build:wasm` compiles it to ../record-wasm.ts.

export { blake3 } from './blake3';
export { findCells, makeFields, setCell, setField } from './cells';
export { hashParent, hasKey, hasPlainReference, hasPlainSourceKey, makeKeys, setKeyField, setSourceKey } from './keys';
export { giveBack, take } from './memory';
export { beginPage, draftsAt, endPage, keepRow, makeRecords, outgoingAt, setPiece } from './records';
export { DIGESTS, hashData, hashKey, makeRows, printRow, roomForRow, SPAN, writeRow } from './rows';
export { scanRow } from './scan';
export { tagRanges, xxh128 } from './xxh128';
