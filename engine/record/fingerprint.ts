// XXH128 of all that decides whether a delivered row needs anything: its data, keys, row version and mapping version.
// Promises: a row whose fingerprint stands in the ledger is a SKIP without a write, whatever the delta strategy.
// The ledger keeps it beside the hashes, so that an unchanged row costs one look into flat memory.

import type { Fingerprint } from './shapes.ts';
import { hashText } from './text-hasher.ts';

/** What delta compares, as the ledger would store it. */
export interface Fingerprinted {
  readonly hashSpec: string;
  readonly mappingVersion: number;
  readonly rowversion: string | null;
  readonly sourceKey: string;
  readonly businessKey: string;
  /** Canonical JSON of all mapped fields. */
  readonly dataJson: string;
}

/** What the text that is hashed begins with. */
export function fingerprintHead(known: Pick<Fingerprinted, 'hashSpec' | 'mappingVersion'>): string {
  return `${known.hashSpec} ${known.mappingVersion}\n`;
}

export function fingerprintOf(known: Fingerprinted): Fingerprint {
  // No part but the last holds a line break.
  const keys = `${known.rowversion ?? ''}\n${known.sourceKey}\n${known.businessKey}\n`;
  // The only place that makes the brand from text: 16 bytes in hex.
  return hashText(`${fingerprintHead(known)}${keys}${known.dataJson}`, 'fingerprint') as Fingerprint;
}
