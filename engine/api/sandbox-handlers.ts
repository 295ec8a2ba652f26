// The sandbox: one click on, one click off, and something to see in between.

import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createSandboxHandlers(os: Implementer['sandbox'], { sandbox }: ApiParts) {
  return {
    status: os.status.handler(() => sandbox.status()),
    start: os.start.handler(async ({ input }) => {
      const imported = await sandbox.start(input);
      return { ...(await sandbox.status()), imported };
    }),
    stop: os.stop.handler(async () => {
      await sandbox.stop();
      return sandbox.status();
    }),
    change: os.change.handler(async ({ input: { seed, ...change } }) => ({
      expected: await sandbox.change({ ...change, seed }),
    })),
    disturb: os.disturb.handler(async ({ input }) => {
      await sandbox.disturb(input.disturbances);
      return { active: input.disturbances.length };
    }),
  };
}
