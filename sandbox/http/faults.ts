// Faults by switch: which requests are disturbed, and how. Seeded, so that a campaign can be repeated.

import { z } from 'zod';
import { createRandom, type Random } from '../exact/random.ts';

const aim = {
  server: z.enum(['apismith', 'schedulehub']),
  // Path below /api/v1; a star stands for any text.
  path: z.string().min(1),
  /** Requests to leave alone first. */
  skip: z.number().int().min(0).default(0),
  /** Disturb only so many requests; all when absent. */
  next: z.number().int().min(1).optional(),
  /** Share of the requests to disturb. */
  probability: z.number().min(0).max(1).default(1),
};

export const faultSchema = z.discriminatedUnion('kind', [
  /** Answers `ms` milliseconds later. */
  z.strictObject({ ...aim, kind: z.literal('latency'), ms: z.number().min(0).max(600_000) }),
  /** 429; `retry_after` in seconds or an HTTP date. */
  z.strictObject({
    ...aim,
    kind: z.literal('rate_limited'),
    retry_after: z.union([z.number(), z.string()]).optional(),
  }),
  /** 503; `retry_after` as above. */
  z.strictObject({ ...aim, kind: z.literal('unavailable'), retry_after: z.union([z.number(), z.string()]).optional() }),
  /** 500. */
  z.strictObject({ ...aim, kind: z.literal('server_error') }),
  /** Closes the connection before anything is done. */
  z.strictObject({ ...aim, kind: z.literal('reset_before') }),
  /** Does the work, then closes the connection without an answer. */
  z.strictObject({ ...aim, kind: z.literal('reset_after') }),
  /** Does the work, then never answers. */
  z.strictObject({ ...aim, kind: z.literal('timeout_after') }),
  /** Sends half of the answer, then closes the connection. */
  z.strictObject({ ...aim, kind: z.literal('truncated') }),
  /** Sends half of the answer as if it were whole. */
  z.strictObject({ ...aim, kind: z.literal('cut_json') }),
  /** Answers 200 with a page of HTML. */
  z.strictObject({ ...aim, kind: z.literal('not_json') }),
  /** Ends every access token given out so far, then goes on: this request gets 401. */
  z.strictObject({ ...aim, kind: z.literal('expire_tokens') }),
  /** Page mode: serves the rows of the page before again. */
  z.strictObject({ ...aim, kind: z.literal('duplicate_page') }),
  /** Page mode: the rows moved up by so many, as if that many before them had gone. */
  z.strictObject({ ...aim, kind: z.literal('moved_page'), rows: z.number().int().default(3) }),
  /** No rows, but has_more. */
  z.strictObject({ ...aim, kind: z.literal('empty_page') }),
  /** `total` is wrong by so many. */
  z.strictObject({ ...aim, kind: z.literal('wrong_total'), by: z.number().int().default(100) }),
]);
export type Fault = z.output<typeof faultSchema>;
/** A fault as it is asked for, defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
export type FaultServer = Fault['server'];
/** A fault with the number of requests it has disturbed. */
export type FaultState = Fault & { readonly hits: number };

export interface Faults {
  /** Replaces all faults; counts start anew. Throws ZodError on a fault that does not exist. */
  set(faults: readonly FaultInput[]): void;
  get(): FaultState[];
  clear(): void;
  /** The faults that disturb this request; every call counts as one request. */
  take(server: FaultServer, path: string): Fault[];
}

interface Armed {
  readonly fault: Fault;
  readonly pattern: RegExp;
  readonly random: Random;
  seen: number;
  hits: number;
}

function toPattern(path: string): RegExp {
  const source = path
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`);
}

function isDisturbed(armed: Armed): boolean {
  armed.seen += 1;
  if (armed.seen <= armed.fault.skip) return false;
  if (armed.fault.next !== undefined && armed.hits >= armed.fault.next) return false;
  if (!armed.random.chance(armed.fault.probability)) return false;
  armed.hits += 1;
  return true;
}

export function createFaults(seed: number): Faults {
  let armed: Armed[] = [];
  return {
    set: (faults) => {
      armed = faults.map((input, at) => {
        const fault = faultSchema.parse(input);
        return {
          fault,
          pattern: toPattern(fault.path),
          random: createRandom(`${seed}|fault|${at}|${fault.kind}`),
          seen: 0,
          hits: 0,
        };
      });
    },
    get: () => armed.map(({ fault, hits }) => ({ ...fault, hits })),
    clear: () => {
      armed = [];
    },
    take: (server, path) =>
      armed
        .filter((one) => one.fault.server === server && one.pattern.test(path) && isDisturbed(one))
        .map((one) => one.fault),
  };
}
