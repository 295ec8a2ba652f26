// The errors an operator can act on, declared for every procedure. Each carries a sentence that says what happened, to
// what, what was kept and what to do; anything else arrives as INTERNAL_SERVER_ERROR with an id to look for in the log.

import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Data of an EngineError: `transient` where trying again later may help. */
const cause = z.object({
  transient: z.boolean(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const OPERATOR_ERRORS = {
  /** The input does not follow the contract; every field at fault is named. */
  BAD_REQUEST: {
    status: 400,
    data: z.object({ fields: z.array(z.object({ path: z.string(), message: z.string() })).readonly() }),
  },
  NOT_FOUND: { status: 404, data: cause },
  /** Another run, owner or version stands in the way. */
  CONFLICT: { status: 409, data: cause },
  /** Well-formed, but it cannot be done: a setting, mapping or file has to be corrected first. */
  UNPROCESSABLE_CONTENT: { status: 422, data: cause },
  /** APISmith or ScheduleHub refused the user name and password. */
  LOGIN_REFUSED: { status: 502, data: cause },
  /** APISmith or ScheduleHub refused the request itself. */
  REQUEST_REFUSED: { status: 502, data: cause },
  /** APISmith or ScheduleHub answered something its contract does not allow. */
  BAD_ANSWER: { status: 502, data: cause },
  /** The other system, the network or the disk does not answer. */
  SYSTEM_UNAVAILABLE: { status: 503, data: cause },
  /** The state database is foreign, newer, damaged or unreadable. */
  STATE_UNUSABLE: { status: 500, data: cause },
  STOPPED: { status: 409, data: cause },
  LIMIT_REACHED: { status: 409, data: cause },
  /** A mistake in this program; `error_id` stands in the log. */
  INTERNAL_SERVER_ERROR: { status: 500, data: z.object({ error_id: z.string() }) },
} as const;

/** What every procedure starts from. */
export const procedure = oc.errors(OPERATOR_ERRORS);
