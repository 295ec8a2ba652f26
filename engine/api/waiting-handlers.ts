// Waiting children by missing parent and one by one; fetching a parent as a job.

import { discardWaiting } from '../operations/discard-waiting.ts';
import { fetchParent } from '../operations/fetch-parent.ts';
import { getEntity } from '../operations/find-entity.ts';
import { listMissingParents, listWaiting } from '../operations/list-waiting.ts';
import type { ApiParts } from './api-parts.ts';
import { toBkHash } from './to-bk-hash.ts';
import type { Implementer } from './implementer.ts';

export function createWaitingHandlers(os: Implementer['waiting'], { services, jobs }: ApiParts) {
  const { store } = services;
  return {
    groups: os.groups.handler(async ({ input }) => ({
      groups: await listMissingParents(store, input.limit),
      total: await store.pendingChildren.count(),
    })),
    list: os.list.handler(({ input }) => {
      const { entity, parent_entity: parentEntity, parent_bk_hash: hash, limit, cursor } = input;
      const parentBkHash = hash === undefined ? undefined : toBkHash(hash);
      return listWaiting(store, { entity, parentEntity, parentBkHash }, { limit, cursor });
    }),
    fetch_parent: os.fetch_parent.handler(async ({ input }) => {
      const { parent_entity: entity } = input;
      await getEntity(store, entity);
      const job = jobs.start({
        work: { kind: 'fetch_parent', is_found: null, freed_children: 0 },
        batches: [],
        run: async ({ control, update }) => {
          const found = await fetchParent(services, { entity, bkHash: toBkHash(input.parent_bk_hash), control });
          update({ kind: 'fetch_parent', is_found: found.isFound, freed_children: found.freedChildren });
          return [found.batch];
        },
      });
      return { job_uid: job.job_uid };
    }),
    discard: os.discard.handler(async ({ input: { which, reason } }) => {
      const chosen =
        which.kind === 'uids'
          ? { uids: which.uids }
          : { parentEntity: which.parent_entity, parentBkHash: toBkHash(which.parent_bk_hash) };
      return { discarded: await discardWaiting(services, { which: chosen, reason }) };
    }),
  };
}
