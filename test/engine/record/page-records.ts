// Records and drafts as a page worker writes them, of rows with any hashes.

import { createRowBuffer, type RowKind } from '../../../engine/pipeline/row-buffer.ts';
import { createArea, createRecordMemory } from '../../../engine/record/record-memory.ts';
import { PARENT, type SealedRows } from '../../../engine/record/sealed-page.ts';

/** Hashes are hex. */
export interface RowToWrite {
  readonly bkHash: string;
  readonly dataHash: string;
  readonly fingerprint: string;
  readonly rowversion: string | null;
  readonly sourceKey: string;
  readonly businessKey: string;
  readonly reference: string;
  readonly dataJson: string;
}

/** Writes rows of one kind; a writer can be used again, its rows then are gone. */
export function createPageWriter(kind: Omit<RowKind, 'parents'>): (rows: readonly RowToWrite[]) => SealedRows {
  const memory = createRecordMemory();
  const buffer = createRowBuffer({ ...kind, parents: 0 }, memory);
  const reference = createArea(memory);
  const print = createArea(memory);
  return (rows) => {
    buffer.begin(rows.length);
    for (const [rowNo, row] of rows.entries()) {
      const version = buffer.write(row);
      memory.bytes.set(Buffer.from(row.bkHash, 'hex'), buffer.keyAt);
      buffer.setDataHash(Buffer.from(row.dataHash, 'hex'));
      const at = print.makeRoom(16);
      memory.bytes.set(Buffer.from(row.fingerprint, 'hex'), at);
      reference.writeText(JSON.stringify(row.reference));
      buffer.keep({ rowNo, print: at, words: { version, reference, readParentKey: () => PARENT.none } });
    }
    return buffer.end().rows;
  };
}
