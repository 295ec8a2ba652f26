// Deletes on hold: listed, approved as a job, discarded.

import type { z } from 'zod';
import type { heldChoiceSchema } from '../contract/deletes.ts';
import { applyApprovedDeletes } from '../operations/apply-deletes.ts';
import { chooseHeldDeletes, listHeldDeletes, type HeldChoice } from '../operations/list-held-deletes.ts';
import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createDeleteHandlers(os: Implementer['deletes'], { services, jobs }: ApiParts) {
  const { store } = services;
  return {
    list: os.list.handler(({ input }) => listHeldDeletes(store, input)),
    approve: os.approve.handler(async ({ input }) => {
      const { entity } = input;
      const bkHashes = await chooseHeldDeletes(store, toHeldChoice(input));
      const job = jobs.start({
        work: { kind: 'approve_deletes', deleted: 0, kept: 0 },
        batches: [],
        run: async ({ control, update }) => {
          const { batch, deleted, kept } = await applyApprovedDeletes(services, { entity, bkHashes, control });
          update({ kind: 'approve_deletes', deleted, kept });
          return [batch];
        },
      });
      return { job_uid: job.job_uid };
    }),
    discard: os.discard.handler(async ({ input }) => {
      const bkHashes = await chooseHeldDeletes(store, toHeldChoice(input));
      return { discarded: await store.heldDeletes.remove(input.entity, bkHashes) };
    }),
  };
}

function toHeldChoice({ entity, which }: z.output<typeof heldChoiceSchema>): HeldChoice {
  if (which.kind === 'all') return { entity, which };
  return { entity, which: { kind: 'named', bkHashes: which.bk_hashes } };
}
