import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNodeClock, nodePageThreads } from '../../../engine/headless/node-host.ts';

describe("Node's clock", () => {
  it('sleeps until it is aborted, and gives the reason of the signal', async () => {
    const abort = new AbortController();
    const reason = new Error('the operator stopped');
    const sleeping = createNodeClock().sleep(60_000, abort.signal);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
  it('does not begin to sleep with a signal that is aborted already', async () => {
    await expect(createNodeClock().sleep(60_000, AbortSignal.abort('stop'))).rejects.toBe('stop');
  });
  it('leaves neither a timer nor a listener behind, woken up or aborted', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const aborts = [new AbortController(), new AbortController()] as const;
    const countListeners = (): number[] => aborts.map(({ signal }) => getEventListeners(signal, 'abort').length);
    const clock = createNodeClock();
    const [short, long] = [clock.sleep(1, aborts[0].signal), clock.sleep(60_000, aborts[1].signal)];
    expect([vi.getTimerCount(), countListeners()]).toEqual([2, [1, 1]]);
    vi.advanceTimersByTime(1);
    await short;
    aborts[1].abort('stop');
    await expect(long).rejects.toBe('stop');
    expect([vi.getTimerCount(), countListeners()]).toEqual([0, [0, 0]]);
  });
  it('keeps the process alive while it sleeps', async () => {
    const host = pathToFileURL(join(import.meta.dirname, '../../../engine/headless/node-host.ts'));
    const program = `import { createNodeClock } from '${host.href}'; await createNodeClock().sleep(1); console.log('awake');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(stdout).toBe('awake\n');
  });
  it('wakes up, and never goes backwards', async () => {
    const clock = createNodeClock();
    const before = clock.monotonic();
    await clock.sleep(1);
    expect(clock.monotonic()).toBeGreaterThan(before);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });
});

describe('page threads on Node', () => {
  it('keep their compiled code in the data folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'syncflow-code-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    // A run with coverage turns the cache off; a machine may have one of its own.
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', undefined);
    vi.stubEnv('NODE_COMPILE_CACHE', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { file, environment } = nodePageThreads(
      pathToFileURL(join(import.meta.dirname, '../../../engine/record/fingerprint.ts')),
      () => folder,
    );
    const worker = new Worker(file, { env: { ...environment?.() } });
    await new Promise((resolve) => worker.on('exit', resolve));
    expect(readdirSync(folder)).toEqual(['code-cache']);
    expect(readdirSync(join(folder, 'code-cache'), { recursive: true }).length).toBeGreaterThan(2);
  });
});
