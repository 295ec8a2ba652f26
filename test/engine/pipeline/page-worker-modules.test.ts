// What a page worker loads before its first page: each package there costs every large read, in each of its threads.

import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { PageWorkerData, ToPageWorker } from '../../../engine/pipeline/page-messages.ts';
import { setupOf, sourceOf } from './seal-page-sources.ts';

const PAGE_WORKER = new URL('../../../engine/pipeline/page-worker.ts', import.meta.url);
/** Writes the address of every module that the thread loads, a line each. */
const TELL_MODULES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (process.stdout.write(url + '\\n'), next(url, context)) });
`)}`;

async function modulesOf(data: PageWorkerData): Promise<readonly string[]> {
  const worker = new Worker(PAGE_WORKER, { workerData: data, execArgv: ['--import', TELL_MODULES], stdout: true });
  worker.postMessage({ kind: 'end' } satisfies ToPageWorker);
  return (await text(worker.stdout)).split('\n');
}

it('is no schema library', async () => {
  const modules = await modulesOf({ setup: setupOf(sourceOf()), rulesTag: null });
  expect(modules.some((url) => url.endsWith('/engine/pipeline/seal-page.ts'))).toBe(true);
  const packages = modules.flatMap((url) => /\/node_modules\/([^/]+)\//.exec(url)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual(['chrono-node', 'jsonata']);
});
