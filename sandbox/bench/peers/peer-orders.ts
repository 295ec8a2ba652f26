// What every program that the engine is compared with is asked to do: clean, map and hash the rows of a file, find
// those that its ledger does not hold as they are, and put them there. It sends nothing.

export interface PeerOrder {
  /** Rows as prepared, without an ending; `.ndjson` beside them holds one object a line. */
  readonly path: string;
  readonly pageSize: number;
  /** Where the peer may keep its ledger. */
  readonly workPath: string;
}

export interface PeerPass {
  readonly seconds: number;
  /** Of all cores. */
  readonly cpu_seconds: number;
  /** Rows that were new or changed. */
  readonly rows: number;
}

/** A first pass with an empty ledger, then the same rows again. */
export interface PeerPasses {
  readonly first: PeerPass;
  readonly unchanged: PeerPass;
  /** Sum of the first 32 bits of the SHA-256 of every record's canonical JSON: the same for all who clean alike. */
  readonly checksum: number;
}

export type PeerAnswer =
  | { readonly kind: 'measured'; readonly version: string; readonly passes: PeerPasses }
  | { readonly kind: 'not_run'; readonly reason: string };

export interface PeerOrders {
  readonly measure: (order: PeerOrder) => Promise<PeerAnswer>;
  readonly [name: string]: (order: never) => unknown;
}

/** Times one pass, which answers with its rows. */
export async function timePass(pass: () => number | Promise<number>): Promise<PeerPass> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const rows = await pass();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpu_seconds: (user + system) / 1e6, rows };
}
