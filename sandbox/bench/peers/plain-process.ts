// The plain way: one row after another in JavaScript, the ledger a Map in memory.

import { createHash } from 'node:crypto';
import { toPlainRecord, type SourceRow } from '../plain-part.ts';
import { openRowFile, readPages } from '../row-file.ts';
import { serveOrders } from '../serve-orders.ts';
import { timePass, type PeerOrders } from './peer-orders.ts';

function pass(path: string, pageSize: number, ledger: Map<string, string>): number {
  const file = openRowFile(path);
  let rows = 0;
  for (const text of readPages(file, pageSize)) {
    // Row files hold rows of texts and numbers.
    for (const row of JSON.parse(text) as readonly SourceRow[]) {
      const record = toPlainRecord(row);
      if (ledger.get(record.bk_hash) === record.data_hash) continue;
      ledger.set(record.bk_hash, record.data_hash);
      rows += 1;
    }
  }
  file.close();
  return rows;
}

function checksumOf(path: string, pageSize: number): number {
  const file = openRowFile(path);
  let sum = 0;
  for (const text of readPages(file, pageSize)) {
    // Row files hold rows of texts and numbers.
    for (const row of JSON.parse(text) as readonly SourceRow[]) {
      sum += createHash('sha256')
        .update(JSON.stringify(toPlainRecord(row).data))
        .digest()
        .readUInt32BE(0);
    }
  }
  file.close();
  return sum;
}

const orders: PeerOrders = {
  measure: async ({ path, pageSize }) => {
    const ledger = new Map<string, string>();
    const first = await timePass(() => pass(path, pageSize, ledger));
    const unchanged = await timePass(() => pass(path, pageSize, ledger));
    return {
      kind: 'measured',
      version: `Node ${process.version}`,
      passes: { first, unchanged, checksum: checksumOf(path, pageSize) },
    };
  },
};

serveOrders(orders);
