// The other end of a process that a benchmark forked: takes orders one after another, answers each, and tells what the
// process has cost so far.

import { readFileSync } from 'node:fs';

/** A message to the process. */
export interface Order {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** Its answer; `news` messages without an id may come before it. */
export type Reply =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

export interface ProcessCost {
  readonly user_seconds: number;
  readonly system_seconds: number;
  /** Most memory the process ever held, in bytes. */
  readonly peak_rss: number;
}

export type Orders = Readonly<Record<string, (input: never) => unknown>>;

/** Serves the orders and `cost` until the process that gave them goes away. */
export function serveOrders(orders: Orders): void {
  const all: Orders = { ...orders, cost: readCost };
  process.on('message', (order: Order) => {
    void answer(all, order).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
}

async function answer(orders: Orders, { id, name, input }: Order): Promise<Reply> {
  try {
    const work = orders[name];
    if (work === undefined) throw new TypeError(`There is no order ${name}.`);
    // The two ends are typed by the same interface, whose names are the orders.
    return { id, kind: 'done', value: await work(input as never) };
  } catch (error) {
    return { id, kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function readCost(): ProcessCost {
  const { user, system } = process.cpuUsage();
  return { user_seconds: user / 1e6, system_seconds: system / 1e6, peak_rss: readPeak() };
}

/** VmHWM where there is a /proc: `maxRSS` of a child also counts what its parent held when it was forked. */
function readPeak(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return process.resourceUsage().maxRSS * 1024;
}
