// Jobs: what goes on in the background, steered and watched.

import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';
import { watchLatest } from './watch-latest.ts';

export function createJobHandlers(os: Implementer['jobs'], { jobs, services }: ApiParts) {
  return {
    list: os.list.handler(() => ({ jobs: jobs.list() })),
    get: os.get.handler(({ input }) => jobs.get(input.job_uid)),
    pause: os.pause.handler(({ input }) => jobs.ask(input.job_uid, 'pause')),
    stop: os.stop.handler(({ input }) => jobs.ask(input.job_uid, 'stop')),
    results: os.results.handler(({ input }) => {
      const all = jobs.results(input.job_uid);
      const from = input.cursor === null ? 0 : Number.parseInt(input.cursor, 10) || 0;
      const to = from + input.limit;
      return { rows: all.slice(from, to), next: to < all.length ? String(to) : null, total: all.length };
    }),
    watch: os.watch.handler(({ input, signal }) => {
      const read = () => {
        const job = jobs.get(input.job_uid);
        return { value: job, isLast: job.state !== 'running' };
      };
      read();
      return watchLatest({
        read: () => Promise.resolve(read()),
        show: (job) => job,
        onChange: jobs.onChange,
        clock: services.clock,
        signal,
      });
    }),
  };
}
